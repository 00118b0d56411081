"""scenarios/KEYS.md and scenarios/standards/README.md list the keys that the program knows, no more and no fewer, with the values that it takes.

The program is asked: an unknown key is answered with the list of known ones, a wrong value with what is right."""

import re
import unittest

from study_runner import ROOT, Folder, program

NO_KEY = "qqqqqqqqqqqq"
SOURCE = "a path or a table { file = … }"
FILE = '{ file = "people.tif" }'
# Section of the page: its header in TOML, and what stands before a key in a message.
SECTIONS = {
    "Head": ("", ""),
    "[city]": ("[city]", "city."),
    "[city.land_class]": ("[city.land_class]", "city.land_class."),
    "[city.groups.ID]": ("[city.groups.ID]", "city.groups.ID."),
    "[travel]": ("[travel]", "travel."),
    "[travel.langmuir]": ("[travel.langmuir]", "travel.langmuir."),
    "[travel.stairs]": ("[travel.stairs]", "travel.stairs."),
    "[travel.RIDE]": ("[travel.ferry]", "travel.ferry."),
    "[[level]]": ("[[level]]", "level[0]."),
    "[[service]]": ("[[service]]", "service[0]."),
    "[[link]]": ("[[link]]", "link[0]."),
    "[[place]]": ("[[place]]", "place[0]."),
    "[place.candidates]": ("[place.candidates]", "place[0].candidates."),
    "[place.existing]": ("[place.existing]", "place[0].existing."),
    "[place.stop]": ("[place.stop]", "place[0].stop."),
    "[output]": ("[output]", "output."),
}
STANDARD = {"A standard": ("", ""), "[[level]] of a standard": ("[[level]]", "level[0]."),
            "[[service]] of a standard": ("[[service]]", "service[0].")}
# Tables whose keys are names that the user chooses.
OPEN_TABLES = {"city.groups", "city.land_class.factors", "service.demand"}
# A scenario in which each key can stand by itself without a further fault at that key. Langmuir's coefficients are
# left out: they make a speed a fault.
SCENARIO = {
    "": {"format": "1"},
    "[city]": {"population": FILE, "elevation": FILE, "friction": FILE, "streets": FILE},
    "[city.land_class]": {"file": '"people.tif"'},
    "[city.groups.ID]": {},
    "[travel]": {},
    "[[level]]": {"id": '"circle15"'},
    "[[service]]": {"id": '"clinic"'},
    "[[link]]": {"id": '"east"', "line": "[[0, 0], [1, 1]]", "structure": '"lift"'},
    "[[place]]": {"service": '"clinic"', "problem": '"cover"'},
    "[place.candidates]": {},
    "[place.existing]": {},
    "[place.stop]": {},
    "[output]": {},
}


def ticked(text):
    return re.findall(r"`([^`]+)`", text)


def page():
    """The rows of each section's table, cells as text."""
    sections = {}
    for name in ("KEYS.md", "standards/README.md"):
        for part in (ROOT / "scenarios" / name).read_text(encoding="utf-8").split("\n## ")[1:]:
            heading, *lines = part.splitlines()
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
            sections[heading] = rows[2:]
    return sections


def keys_of(rows):
    """(key, value) of each row that describes one key, or several alike."""
    return [(key, row[1]) for row in rows for key in ticked(row[0])]


def path_of(header, key):
    return ".".join(filter(None, (header.strip("[]"), key)))


def header_and_key(place):
    """Of "place.candidates": ("[[place]]", "candidates")."""
    section, key = place.rsplit(".", 1)
    return (f"[[{section}]]" if section == "place" else f"[{section}]"), key


def text_with(base, header, key, value):
    """The base with one key set; a section of the same name gives way to it."""
    path = path_of(header, key)
    wanted = {**base, header: {**base.get(header, {}), key: value}}
    text = ""
    for each, keys in wanted.items():
        if not f"{each.strip('[]')}.".startswith(path + "."):
            text += each + "\n" + "".join(f"{name} = {what}\n" for name, what in keys.items())
    return text


class ScenarioKeys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = page()
        cls.reserved = {row[0]: ticked(row[1]) for row in cls.page["Reserved"]}
        folder = Folder()
        cls.enterClassContext(folder)
        cls.folder = folder
        # Files must exist to be named; a check of the scenario's text does not open them.
        folder.text("people.tif", "")

    def said(self, standard, header, key, value):
        """Every message about one key, without file and line; the key may be one of a source, "elevation.band"."""
        about = key
        if "." in key:
            key, of_source = key.split(".")
            value = f"{{ {of_source} = {value}{'' if of_source == 'file' else ', ' + FILE.strip('{} ')} }}"
        if standard:
            base = {"": {"id": '"own"'}, "[[level]]": {"id": '"near"', "rank": "9"},
                    "[[service]]": {"id": '"clinic"', "level": '"near"'}}
            self.folder.text("own.toml", text_with(base, header, key, value))
            scenario = self.folder.text("asked.toml", 'format = 1\nstandard = "own.toml"\n')
        else:
            scenario = self.folder.text("asked.toml", text_with(SCENARIO, header, key, value))
        _, said = program("check", scenario, expect=2)
        prefix = {**SECTIONS, **STANDARD}
        before = next(place for name, (head, place) in prefix.items()
                      if head == header and (name in STANDARD) == standard)
        found = [line.split(": ", 1)[1] for line in said.splitlines() if ": " in line]
        whole = re.escape(before + about)
        return [re.sub(rf"^{whole}( = .*?)?: ", "", line) for line in found if re.match(rf"{whole}( = |: )", line)]

    def known(self, standard, header, key=NO_KEY, value="1"):
        for message in self.said(standard, header, key, value):
            listed = re.search(r"Known [a-z ]+: (.*)\.$", message)
            if listed:
                return set(re.split(r", | and ", listed.group(1)))
        return set()

    def each_section(self):
        for standard, sections in ((False, SECTIONS), (True, STANDARD)):
            for section, (header, _) in sections.items():
                yield section, standard, header

    def test_each_section_has_the_keys_that_the_program_knows(self):
        for section, standard, header in self.each_section():
            with self.subTest(section):
                listed = [key for key, _ in keys_of(self.page[section])] + self.reserved.get(section, [])
                if section == "[city.land_class]":
                    listed += self.keys_of_kind("raster")
                self.assertEqual(sorted(listed), sorted(self.known(standard, header)))

    def assert_value(self, standard, header, key, value):
        """`value`, up to a semicolon, is what the program asks for when it finds something else."""
        wanted = value.split(";")[0]
        if wanted.startswith("one of"):
            self.assertEqual(set(ticked(wanted)), self.known(standard, header, key, f'"{NO_KEY}"'))
            return
        messages = self.said(standard, header, key, "1" if wanted == "true or false" else "true")
        said = [re.split(r", not |\. ", message)[0] for message in messages if message.startswith("must be ")]
        self.assertEqual(said, ["must be " + wanted], messages)

    def test_each_value_is_what_the_program_asks_for(self):
        for section, standard, header in self.each_section():
            for key, value in keys_of(self.page[section]):
                with self.subTest(section + " " + key):
                    self.assert_value(standard, header, key, value)

    def test_each_row_has_a_value_a_default_and_a_meaning(self):
        for section in [*SECTIONS, *STANDARD, "Keys of sources"]:
            for row in self.page[section]:
                self.assertEqual([bool(cell) for cell in row], [True] * 4, row)

    def test_each_reserved_key_is_refused_and_not_merely_of_another_kind(self):
        for section, keys in self.reserved.items():
            for key in keys:
                with self.subTest(section + " " + key):
                    messages = self.said(False, SECTIONS[section][0], key, "true")
                    self.assertEqual(len(messages), 1, messages)
                    self.assertNotIn("must be", messages[0])
                    self.assertNotIn("no such key", messages[0])

    def keys_of_kind(self, kind):
        return next(ticked(row[2]) for row in self.page["Sources"] if row[0] == kind)

    def test_each_kind_of_source_has_the_keys_that_the_program_knows(self):
        for kind, places, _ in self.page["Sources"]:
            for header, key in map(header_and_key, ticked(places)):
                with self.subTest(kind + " " + key):
                    found = self.known(False, header, f"{key}.{NO_KEY}")
                    self.assertEqual(sorted(self.keys_of_kind(kind)), sorted(found))

    def test_each_key_of_a_source_is_described_and_so_is_its_value(self):
        described = dict(keys_of(self.page["Keys of sources"]))
        of_kinds = {key: place for _, places, keys in self.page["Sources"] for key in ticked(keys)
                    for place in ticked(places)}
        self.assertEqual(sorted(described), sorted(of_kinds))
        for key, place in of_kinds.items():
            with self.subTest(key):
                header, source = header_and_key(place)
                self.assert_value(False, header, f"{source}.{key}", described[key])

    def test_no_source_and_no_table_is_left_without_its_keys(self):
        sources, tables = set(), set()
        for section, (header, _) in SECTIONS.items():
            for key, value in keys_of(self.page[section]):
                path = path_of(header, key)
                kind = value.split(";")[0]
                if kind == SOURCE:
                    sources.add(path)
                elif kind in ("a table", "a list of tables"):
                    tables.add(path)
        kinds = {place for row in self.page["Sources"] for place in ticked(row[1])}
        self.assertEqual(sources, kinds | {"city.land_class"})
        headers = {header.strip("[]") for header, _ in SECTIONS.values() if header}
        headers |= {"travel." + ride for ride in ("lift", "escalator", "cable_car")}
        self.assertEqual(tables | {"city.groups.ID", "city.land_class", "place.candidates"}, headers | OPEN_TABLES)


if __name__ == "__main__":
    unittest.main()
