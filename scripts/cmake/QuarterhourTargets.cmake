# How every target of the project is built: language, warnings, sanitizers, and no contraction of
# floating-point expressions (the same bits everywhere depend on it, see geometry/README.md).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND CMAKE_CXX_COMPILER_ID MATCHES "^(GNU|Clang)$")
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off)
if(QUARTERHOUR_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
# For sources whose loops the compiler is to do several at a time; GCC 12 at -O2 leaves those of unknown length.
set(QUARTERHOUR_VECTORIZE -ftree-vectorize)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND QUARTERHOUR_VECTORIZE -fvect-cost-model=dynamic)
endif()
if(QUARTERHOUR_SANITIZE)
  add_compile_options(-fsanitize=${QUARTERHOUR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${QUARTERHOUR_SANITIZE})
endif()

# quarterhour_in_batches(NAME): with QUARTERHOUR_UNITY the target's sources are compiled several in one file. Those whose own
# names meet go into different batches, so that no source has to look out for another.
function(quarterhour_in_batches name)
  if(NOT QUARTERHOUR_UNITY)
    return()
  endif()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  get_target_property(sources ${name} SOURCES)
  list(FILTER sources INCLUDE REGEX "[.]cpp$")
  execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/cmake/source_batches.py ${sources}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE batches OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE ";" "," batches "${batches}")
  string(REPLACE "\n" ";" batches "${batches}")
  set(number 0)
  foreach(batch IN LISTS batches)
    string(REPLACE "," ";" members "${batch}")
    set_source_files_properties(${members} PROPERTIES UNITY_GROUP batch_${number})
    math(EXPR number "${number} + 1")
  endforeach()
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC takes sources that are included for headers, where names of their own would be suspicious.
    target_compile_options(${name} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# quarterhour_library(NAME SOURCES...): a static library that sees the project's root as its include
# folder, is installed, and whose sources are listed by name.
function(quarterhour_library name)
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/quarterhour>)
  set_property(GLOBAL APPEND PROPERTY QUARTERHOUR_LIBRARIES ${name})
  quarterhour_in_batches(${name})
endfunction()

# quarterhour_test(NAME SOURCES...): a Catch2 program whose test cases are ctest tests; those tagged [long] carry
# the label `long`.
function(quarterhour_test name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE Catch2::Catch2WithMain)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  quarterhour_in_batches(${name})
  catch_discover_tests(${name} TEST_SPEC "~[long]" TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST)
  catch_discover_tests(${name} TEST_SPEC "[long]" TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
                       PROPERTIES LABELS long)
endfunction()
