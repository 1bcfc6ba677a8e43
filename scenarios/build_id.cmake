# Which sources a run depends on, and as a script the hash of them:
#
#     cmake -D ROOT=... -D OWN=FOLDER;... -D OUT=build_id.cpp -P build_id.cmake
#
# OWN: ROLLCALL_STRATEGIES. File names and contents in sorted order, so that it is equal for every
# compiler, build type and place of the tree, and cannot be stale: the build runs it again when any
# of the files has changed, and looks for new files each time.
function(product_sources root own result)
  set(again CONFIGURE_DEPENDS)
  if(CMAKE_SCRIPT_MODE_FILE)
    set(again)
  endif()
  set(patterns)
  foreach(folder IN ITEMS engine sim faults properties scenarios)
    list(APPEND patterns ${root}/${folder}/*.h ${root}/${folder}/*.cpp ${root}/${folder}/*.lua)
  endforeach()
  file(GLOB_RECURSE files ${again} ${patterns})
  list(SORT files)
  foreach(folder IN LISTS own)
    file(GLOB more ${again} ${folder}/*.h ${folder}/*.cpp ${folder}/*.lua)
    list(APPEND files ${more})
  endforeach()
  list(FILTER files EXCLUDE REGEX "_test\\.cpp$")
  set(${result} ${files} PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  product_sources(${ROOT} "${OWN}" files)
  set(all "")
  foreach(file IN LISTS files)
    file(SHA256 ${file} hash)
    file(RELATIVE_PATH name ${ROOT} ${file})
    if(name MATCHES "^\\.\\./")
      get_filename_component(name ${file} NAME)
    endif()
    string(APPEND all "${name} ${hash}\n")
  endforeach()
  string(SHA256 hash "${all}")
  string(SUBSTRING ${hash} 0 16 id)
  file(
    WRITE ${OUT}
    "#include \"scenarios/build_id.h\"\n\n"
    "std::string_view rollcall::scenarios::build_id() { return \"${id}\"; }\n")
endif()
