# Every outside package, as one INTERFACE target `dep::NAME`. All of them are Debian packages:
# tools/packages.txt.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
include(GoogleTest)

function(rollcall_dependency name)
  add_library(dep::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(dep::${name} INTERFACE ${ARGN})
endfunction()

find_package(fmt REQUIRED)
rollcall_dependency(fmt fmt::fmt)

find_package(GTest REQUIRED)
rollcall_dependency(gtest GTest::gtest_main)

find_package(rapidcheck REQUIRED)
rollcall_dependency(rapidcheck rapidcheck)

find_package(nlohmann_json REQUIRED)
rollcall_dependency(json nlohmann_json::nlohmann_json)

find_package(CLI11 REQUIRED)
rollcall_dependency(cli11 CLI11::CLI11)

# malloc, in the release build: worlds allocate much and in small pieces.
find_package(mimalloc REQUIRED)
rollcall_dependency(mimalloc mimalloc)

# Static: a fiber switch is then a plain call, not one through the procedure linkage table.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost REQUIRED COMPONENTS context)
rollcall_dependency(context Boost::context)

# Static, as SQLite below: small functions, called without end (a world is 6 % cheaper so).
find_library(ROLLCALL_HIREDIS libhiredis.a REQUIRED)
rollcall_dependency(hiredis ${ROLLCALL_HIREDIS})

pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
rollcall_dependency(sodium PkgConfig::sodium)

find_library(ROLLCALL_SQLITE libsqlite3.a REQUIRED)
rollcall_dependency(sqlite3 ${ROLLCALL_SQLITE} m ${CMAKE_DL_LIBS} Threads::Threads)

# The compiled library, not the header-only form, which costs seconds in each file that includes it.
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
rollcall_dependency(tomlplusplus PkgConfig::tomlplusplus)

# Used as a header (XXH_INLINE_ALL).
find_path(ROLLCALL_XXHASH_INCLUDE xxhash.h REQUIRED)
rollcall_dependency(xxhash)

# Lua as in Redis: 5.1 with the modules cjson and bit, all of them linked in.
pkg_check_modules(lua REQUIRED lua5.1)
find_library(ROLLCALL_LUA_CJSON liblua5.1-cjson.a REQUIRED)
find_library(ROLLCALL_LUA_BITOP liblua5.1-bitop.a REQUIRED)
find_library(ROLLCALL_LUA liblua5.1.a REQUIRED)
set(lua_archives ${ROLLCALL_LUA_CJSON} ${ROLLCALL_LUA_BITOP} ${ROLLCALL_LUA})
rollcall_dependency(lua ${lua_archives} m ${CMAKE_DL_LIBS})
target_include_directories(dep::lua INTERFACE ${lua_INCLUDE_DIRS})
