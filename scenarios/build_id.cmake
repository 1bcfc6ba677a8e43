# Which sources a run depends on, and as a script the hash of them:
#
#     cmake -D ROOT=... -D OUT=build_id.cpp -P build_id.cmake
#
# File names and contents in sorted order, so that it is equal for every compiler, build type and
# place of the tree, and cannot be stale: the build runs it again when any of the files has changed,
# and looks for new files each time.
function(product_sources root result)
  set(patterns)
  foreach(folder IN ITEMS engine sim faults properties scenarios)
    list(APPEND patterns ${root}/${folder}/*.h ${root}/${folder}/*.cpp ${root}/${folder}/*.lua)
  endforeach()
  if(CMAKE_SCRIPT_MODE_FILE)
    file(GLOB_RECURSE files RELATIVE ${root} ${patterns})
  else()
    file(GLOB_RECURSE files RELATIVE ${root} CONFIGURE_DEPENDS ${patterns})
  endif()
  list(FILTER files EXCLUDE REGEX "_test\\.cpp$")
  list(SORT files)
  set(${result} ${files} PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  product_sources(${ROOT} files)
  set(all "")
  foreach(file IN LISTS files)
    file(SHA256 ${ROOT}/${file} hash)
    string(APPEND all "${file} ${hash}\n")
  endforeach()
  string(SHA256 hash "${all}")
  string(SUBSTRING ${hash} 0 16 id)
  file(
    WRITE ${OUT}
    "#include \"scenarios/build_id.h\"\n\n"
    "std::string_view rollcall::scenarios::build_id() { return \"${id}\"; }\n")
endif()
