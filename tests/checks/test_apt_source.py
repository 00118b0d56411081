"""scripts/apt_source on the formats in which machines write their package sources down."""
import os
import subprocess
import unittest

from planted_project import ROOT, PlantedProject


class AptSource(PlantedProject):
    def derive(self, *options):
        command = [str(ROOT / "scripts/apt_source"), "--apt-dir", str(self.root), *options]
        environment = {**os.environ, "QUARTERHOUR_RELEASE": "bookworm"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    def test_a_deb822_stanza_keeps_its_key_and_host(self):
        self.write("sources.list.d/other.sources", "Types: deb\nURIs: https://other.invalid/\nSuites: stable\n")
        self.write("sources.list.d/debian.sources",
                   "# written by the image\nTypes: deb\nURIs: http://mirror.invalid/debian-security\n"
                   "Suites: bookworm-security\nComponents: main\n\n"
                   "Types: deb deb-src\n# a note\nURIs: http://mirror.invalid/debian\nSuites: bookworm bookworm-updates\n"
                   "Components: main contrib\nSigned-By:\n -----BEGIN\n .\n -----END\n")
        done = self.derive("--suite", "bookworm-backports", "--components", "main")
        self.assertEqual(done.stdout,
                         "Types: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm-backports\n"
                         "Components: main\nSigned-By:\n -----BEGIN\n .\n -----END\n")

    def test_one_line_sources_keep_their_options(self):
        self.write("sources.list",
                   "# deb http://old.invalid/debian bookworm main\n"
                   "deb-src http://mirror.invalid/debian bookworm main\n"
                   "deb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm main contrib # note\n")
        done = self.derive("--suite", "bookworm-backports", "--components", "main")
        self.assertEqual(done.stdout,
                         "deb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm-backports main\n")
        done = self.derive("--type", "deb-src")
        self.assertEqual(done.stdout,
                         "deb-src [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm main contrib\n")

    def test_a_source_that_is_switched_off_is_not_taken(self):
        self.write("sources.list.d/debian.sources",
                   "Enabled: no\nTypes: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm\nComponents: main\n")
        done = self.derive()
        self.assertEqual(done.returncode, 1)
        self.assertIn("no apt source of the release 'bookworm'", done.stderr)


if __name__ == "__main__":
    unittest.main()
