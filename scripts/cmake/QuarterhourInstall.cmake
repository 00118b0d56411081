# Installation and the package that other CMake projects find:
#
#   find_package(quarterhour REQUIRED COMPONENTS geometry)
#   target_link_libraries(mine PRIVATE quarterhour::geometry)
#   #include "geometry/grid.h"
#
# Components: geometry, sim, scenarios, output; none named means all. A component brings those below it.
include(CMakePackageConfigHelpers)

set(QUARTERHOUR_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/quarterhour)

# The component of a library is the top-level folder that it is built in.
get_property(QUARTERHOUR_LIBRARIES GLOBAL PROPERTY QUARTERHOUR_LIBRARIES)
foreach(component geometry sim scenarios output)
  set(QUARTERHOUR_COMPONENT_${component} "")
endforeach()
foreach(library IN LISTS QUARTERHOUR_LIBRARIES)
  get_target_property(folder ${library} SOURCE_DIR)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${folder})
  string(REGEX REPLACE "/.*" "" component ${folder})
  string(REGEX REPLACE "^quarterhour_" "" name ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${name})
  list(APPEND QUARTERHOUR_COMPONENT_${component} ${name})
  # A static library passes its private dependencies on for linking: the package must be able to find each.
  get_target_property(dependencies ${library} LINK_LIBRARIES)
  foreach(dependency IN LISTS dependencies)
    if(dependency MATCHES "^([A-Za-z0-9_]+)::")
      list(APPEND QUARTERHOUR_DEPENDENCIES_${component} ${CMAKE_MATCH_1})
    endif()
  endforeach()
  if(QUARTERHOUR_DEPENDENCIES_${component})
    list(REMOVE_DUPLICATES QUARTERHOUR_DEPENDENCIES_${component})
  endif()
  install(TARGETS ${library} EXPORT quarterhour ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endforeach()

# How each namespace of imported targets is found again. What is not here stops the configuration, so that the
# package cannot be left behind when a library gains a dependency.
set(find_TBB "find_dependency(TBB)")
set(find_PkgConfig "find_dependency(PkgConfig)\n  pkg_check_modules(clp REQUIRED IMPORTED_TARGET clp)")
set(find_CGAL "find_dependency(CGAL)")
set(find_Eigen3 "find_dependency(Eigen3)")
set(find_GDAL "find_dependency(GDAL)")
set(find_PROJ "find_dependency(PROJ)")
set(find_GEOS "find_dependency(GEOS)")
set(find_tomlplusplus "find_dependency(tomlplusplus)")
set(find_fmt "find_dependency(fmt)")
set(find_spdlog "find_dependency(spdlog)")
set(find_OpenSSL "find_dependency(OpenSSL)")
set(find_Threads "find_dependency(Threads)")
set(find_ZLIB "find_dependency(ZLIB)")
set(find_BZip2 "find_dependency(BZip2)")
set(find_EXPAT "find_dependency(EXPAT)")
set(find_nlohmann_json "find_dependency(nlohmann_json)")
set(find_hdf5 "set(HDF5_PREFER_PARALLEL OFF)\n  find_dependency(HDF5 COMPONENTS C HL)")
foreach(component geometry sim scenarios output)
  set(QUARTERHOUR_FIND_${component} "")
  foreach(dependency IN LISTS QUARTERHOUR_DEPENDENCIES_${component})
    if(NOT DEFINED find_${dependency})
      message(FATAL_ERROR "${component} links ${dependency}::…; say in scripts/cmake/QuarterhourInstall.cmake how "
                          "the installed package finds it")
    endif()
    string(APPEND QUARTERHOUR_FIND_${component} "  ${find_${dependency}}\n")
  endforeach()
endforeach()

install(EXPORT quarterhour NAMESPACE quarterhour:: FILE quarterhourTargets.cmake
        DESTINATION ${QUARTERHOUR_PACKAGE_DIR})
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/scripts/cmake/quarterhourConfig.cmake.in
  ${PROJECT_BINARY_DIR}/quarterhourConfig.cmake
  INSTALL_DESTINATION ${QUARTERHOUR_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/quarterhourConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/quarterhourConfig.cmake ${PROJECT_BINARY_DIR}/quarterhourConfigVersion.cmake
        DESTINATION ${QUARTERHOUR_PACKAGE_DIR})

install(DIRECTORY geometry sim scenarios output
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/quarterhour
        FILES_MATCHING PATTERN "*.h"
        PATTERN "app" EXCLUDE PATTERN "standards" EXCLUDE PATTERN "examples" EXCLUDE)
install(TARGETS quarterhour RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(EXISTS ${PROJECT_SOURCE_DIR}/scenarios/standards)
  install(DIRECTORY scenarios/standards scenarios/examples
          DESTINATION ${CMAKE_INSTALL_DATADIR}/quarterhour
          PATTERN "CMakeLists.txt" EXCLUDE)
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/scripts/report)
  install(PROGRAMS scripts/report DESTINATION ${CMAKE_INSTALL_DATADIR}/quarterhour/scripts)
  install(DIRECTORY scripts/reporting DESTINATION ${CMAKE_INSTALL_DATADIR}/quarterhour/scripts
          PATTERN "__pycache__" EXCLUDE)
endif()
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
