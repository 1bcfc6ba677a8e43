# How every library and test of this project is built. A folder's CMakeLists.txt uses
#
#     rollcall_library(NAME SOURCES a.cpp b.cpp LINKS engine dep::fmt)
#     rollcall_test(NAME SOURCES a_test.cpp LINKS NAME)
#
# and finds each outside package as `dep::NAME` (see Dependencies.cmake).

option(ROLLCALL_WERROR "Warnings are errors" OFF)
option(ROLLCALL_FUZZ "The libFuzzer executable sim/redis/fuzz_server (clang only)" OFF)
option(ROLLCALL_SANITIZE "Address and undefined-behaviour sanitizers" OFF)
set(ROLLCALL_STRATEGIES "" CACHE PATH "Folders with strategies of one's own, separated by ;")
foreach(folder IN LISTS ROLLCALL_STRATEGIES)
  if(NOT IS_DIRECTORY ${folder})
    message(FATAL_ERROR "ROLLCALL_STRATEGIES: ${folder} is no folder: name those that are there, \
or none with -DROLLCALL_STRATEGIES=")
  endif()
endforeach()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(ROLLCALL_CCACHE ccache)
if(ROLLCALL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What one clone has compiled serves another one in another folder.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
                                  CCACHE_NOHASHDIR=1 ${ROLLCALL_CCACHE})
endif()

include(${CMAKE_CURRENT_LIST_DIR}/Dependencies.cmake)

# Include root, warnings and sanitizers: every target of ours links this one.
add_library(rollcall_options INTERFACE)
target_include_directories(rollcall_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  rollcall_options
  INTERFACE -Wall
            -Wextra
            -Wshadow
            -Wconversion
            $<$<BOOL:${ROLLCALL_WERROR}>:-Werror>
            # __FILE__ in messages names the file from the root: the same text on every machine.
            -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of GCC 12, each once it has inlined: std::string's operator+ (GCC bug 105329); a
  # waiter on its fiber's stack, in a list that it leaves before it returns; a std::optional beside
  # std::strings in an aggregate (GCC bug 105562 and its kin).
  target_compile_options(rollcall_options INTERFACE -Wno-restrict -Wno-dangling-pointer
                                                    -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # std::stable_sort of libstdc++ 12 calls a function that it has itself declared deprecated.
  target_compile_options(rollcall_options INTERFACE -Wno-deprecated-declarations)
endif()
if(ROLLCALL_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # Otherwise every fiber gets a second, fake stack of megabytes; g++ does without by default.
    list(APPEND sanitizers -fsanitize-address-use-after-return=never)
  endif()
  target_compile_options(rollcall_options INTERFACE ${sanitizers})
  target_link_options(rollcall_options INTERFACE ${sanitizers})
endif()
if(ROLLCALL_FUZZ)
  target_compile_options(rollcall_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A static library; what it links is linked by its users too.
function(rollcall_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC rollcall_options ${arg_LINKS})
endfunction()

# A GoogleTest executable whose tests run one process each, from the project's root: process-wide
# state (SQLite's threading mode, allocator hooks) never leaks from one test into another.
function(rollcall_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rollcall_options ${arg_LINKS} dep::gtest dep::rapidcheck)
  # RapidCheck's templates take long to optimise; what is tested is optimised in its own library.
  target_compile_options(
    ${name} PRIVATE $<IF:$<BOOL:${ROLLCALL_SANITIZE}>,-O0,$<$<CONFIG:Release>:-O1>>)
  gtest_discover_tests(
    ${name}
    TEST_PREFIX ${name}/
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT 300 ENVIRONMENT RC_PARAMS=seed=1)
endfunction()
