"""A tiny project in a temporary folder, for checks to find faults in."""
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "check"))


class PlantedProject(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)
        for folder in ("geometry", "sim/app", "scenarios", "output", "tests"):
            (self.root / folder).mkdir(parents=True)
        self.write("geometry/grid.h", "// A grid.\n#pragma once\n#include <vector>\n")
        self.write("sim/city.h", '// A city.\n#pragma once\n#include "geometry/grid.h"\n')

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
