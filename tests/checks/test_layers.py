"""Each rule of scripts/check/layers.py against one planted violation, and against code that keeps it."""
import unittest

from planted_project import ROOT, PlantedProject
import layers


class LayerRule(PlantedProject):
    def assert_one(self, *parts):
        faults = layers.violations(self.root)
        self.assertEqual(len(faults), 1, faults)
        for part in parts:
            self.assertIn(part, faults[0])

    def test_code_that_keeps_the_rule_has_no_violation(self):
        self.write("sim/app/main.cpp", '#include <CLI/CLI.hpp>\n#include <iostream>\n#include "sim/city.h"\n')
        self.write("sim/plan.cpp", '#include <tbb/parallel_for.h>\n#include "sim/city.h"\n// exit(1) in a comment\n')
        self.write("output/CMakeLists.txt", "target_link_libraries(q PUBLIC quarterhour_sim PRIVATE hdf5::hdf5)\n")
        self.assertEqual(layers.violations(self.root), [])

    def test_a_lower_folder_that_includes_a_higher_one_is_found(self):
        self.write("geometry/ground.cpp", '#include <vector>\n#include "sim/city.h"\n')
        self.assert_one("geometry/ground.cpp:2", "sim/city.h")

    def test_scenarios_and_output_do_not_know_each_other(self):
        self.write("output/writer.h", "// Writes.\n#pragma once\n")
        self.write("scenarios/reader.cpp", '#include "output/writer.h"\n')
        self.assert_one("scenarios/reader.cpp:1", "output/writer.h")

    def test_nobody_includes_the_program(self):
        self.write("sim/app/progress.h", "// Progress.\n#pragma once\n")
        self.write("sim/plan.cpp", '#include "sim/app/progress.h"\n')
        self.assert_one("sim/plan.cpp:1", "sim/app/progress.h")

    def test_a_library_outside_its_folder_is_found(self):
        self.write("sim/plan.cpp", "#include <gdal_priv.h>\n")
        self.assert_one("sim/plan.cpp:1", "GDAL")

    def test_an_unknown_library_is_found(self):
        self.write("sim/plan.cpp", "#include <boost/graph/graph.hpp>\n")
        self.assert_one("sim/plan.cpp:1", "boost/graph/graph.hpp")

    def test_a_header_that_shows_a_library_stays_in_its_folder(self):
        self.write("geometry/exact/predicates.h", "// Exact.\n#pragma once\n#include <CGAL/Point_2.h>\n")
        self.write("geometry/exact/barriers.cpp", '#include "geometry/exact/predicates.h"\n')
        self.assertEqual(layers.violations(self.root), [])
        self.write("sim/plan.cpp", '#include "geometry/exact/predicates.h"\n')
        self.assert_one("sim/plan.cpp:1", "CGAL", "private to geometry/exact")

    def test_the_core_opens_no_files(self):
        self.write("geometry/ground.cpp", "#include <fstream>\n")
        self.assert_one("geometry/ground.cpp:1", "<fstream>")

    def test_a_library_that_prints_or_exits_is_found(self):
        self.write("output/writer.cpp", "void stop() {\n  std::exit(1);\n}\n")
        self.assert_one("output/writer.cpp:2", "exit")

    def test_a_public_link_to_a_library_of_others_is_found(self):
        self.write("output/CMakeLists.txt", "target_link_libraries(writer PUBLIC quarterhour_sim hdf5::hdf5)\n")
        self.assert_one("output/CMakeLists.txt:1", "hdf5::hdf5 PUBLIC")

    def test_an_include_that_is_not_from_the_root_is_found(self):
        self.write("sim/plan.cpp", '#include "city.h"\n')
        self.assert_one("sim/plan.cpp:1", "from its root")

    def test_the_project_itself_is_looked_at(self):
        self.assertTrue((ROOT / "geometry/grid.h").is_file())
        self.assertEqual(layers.folder_of("sim/app/main.cpp"), "sim/app")
        self.assertEqual(layers.folder_of("sim/placement/cover.h"), "sim")


if __name__ == "__main__":
    unittest.main()
