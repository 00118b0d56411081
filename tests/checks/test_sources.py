"""Each rule of scripts/check/sources.py against one planted fault."""
import unittest

from planted_project import PlantedProject
import sources


class SourceList(PlantedProject):
    def faults(self):
        return sources.faults_of(self.root)[0]

    def test_listed_sources_that_exist_are_fine(self):
        self.write("geometry/grid.cpp", '#include "geometry/grid.h"\n')
        self.write("geometry/CMakeLists.txt", "quarterhour_library(quarterhour_geometry\n  grid.cpp\n)\n")
        self.assertEqual(self.faults(), [])

    def test_a_source_that_nobody_lists_is_found(self):
        self.write("geometry/grid.cpp", '#include "geometry/grid.h"\n')
        self.write("geometry/CMakeLists.txt", "# grid.cpp\n")
        self.assertEqual(self.faults(), ["geometry/grid.cpp: listed in no CMakeLists.txt"])

    def test_a_listed_source_that_does_not_exist_is_found(self):
        self.write("geometry/CMakeLists.txt", "add_library(g grid.cpp)\n")
        self.assertEqual(self.faults(), ["geometry/CMakeLists.txt: grid.cpp does not exist"])

    def test_a_source_that_cmake_writes_is_not_looked_for(self):
        self.write("geometry/CMakeLists.txt",
                   "configure_file(texts.cpp.in texts.cpp)\nadd_library(g ${CMAKE_CURRENT_BINARY_DIR}/texts.cpp)\n")
        self.assertEqual(self.faults(), [])

    def test_a_glob_is_found(self):
        self.write("geometry/CMakeLists.txt", "file(GLOB all *.txt)\n")
        self.assertEqual(len(self.faults()), 1)

    def test_a_header_without_comment_or_guard_is_found(self):
        self.write("geometry/raster.h", "#include <vector>\n")
        self.assertEqual(len(self.faults()), 2)

    def test_a_type_that_two_headers_define_in_one_namespace_is_found(self):
        for name, space in (("geometry/window.h", "quarterhour"), ("output/window.h", "quarterhour"), ("sim/window.h", "quarterhour::sim")):
            self.write(name, f"// Windows.\n#pragma once\nnamespace {space} {{\nclass Window;\nstruct Window {{\n}};\n}}  // namespace {space}\n")
        self.assertEqual(self.faults(), ["output/window.h: quarterhour::Window is defined in geometry/window.h too"])

    def test_a_file_that_is_too_long_is_found(self):
        self.write("geometry/raster.h", "// Rasters.\n#pragma once\n" + "\n" * 449)
        self.assertEqual(self.faults(), ["geometry/raster.h: 451 lines; at most 450: split it by what it answers"])

    def test_a_note_about_work_not_done_is_found(self):
        self.write("sim/plan.h", "// Plans.\n#pragma once\n// " + "TO" + "DO: plan\n")
        self.assertEqual(len(self.faults()), 1)


if __name__ == "__main__":
    unittest.main()
