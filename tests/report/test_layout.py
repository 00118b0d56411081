"""The sample keeps to the layout that the program writes, so that what passes here holds for real results."""

import re
import unittest

import h5py
from report_case import ROOT, ReportCase, visible_text

SCHEMA = ROOT / "output" / "schema.txt"
# Tables that a result always holds and that the page does not need.
NOT_READ = {"ledger"}


def entries():
    """(path, shape, when) of everything that a result file may hold."""
    found = []
    for line in SCHEMA.read_text("utf-8").splitlines():
        fields = [field.strip() for field in line.split(" | ")]
        if len(fields) >= 9 and not line.startswith("#") and "R" in fields[0]:
            found.append((fields[1], fields[2], fields[7]))
    return found


def pattern_of(path):
    """The schema's path as an expression: <word> is any one name."""
    return re.compile(re.sub(r"<\w+>", "[^/@]+", path.replace("*", "[^@]+")) + "$")


class Layout(ReportCase):
    def test_the_sample_holds_nothing_that_the_schema_does_not_name(self):
        patterns = [pattern_of(path) for path, _, _ in entries()]
        self.assertGreater(len(patterns), 150)
        found = []

        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                found.append("/" + name)
            found.extend(f"/{name}@{key}" for key in item.attrs)

        with h5py.File(self.sample()) as file:
            file.visititems(visit)
            found += [f"/@{key}" for key in file.attrs]
        unknown = [path for path in found if not any(pattern.match(path) for pattern in patterns)]
        self.assertEqual(unknown, [])

    def test_the_sample_holds_every_column_that_is_always_there(self):
        with h5py.File(self.sample()) as file:
            lacking = [
                path
                for path, shape, when in entries()
                if shape == "row" and when == "always" and path.split("/")[1] not in NOT_READ and path not in file
            ]
        self.assertEqual(lacking, [])

    def test_a_service_tested_by_metres_shows_metres(self):
        for reach_by, words in (
            ("metres", "have a Community health centre within 900 m on foot"),
            ("both", "have a Community health centre within 15 min and 900 m on foot"),
        ):
            path = self.sample()
            with h5py.File(path, "a") as file:
                file["services/reach_by"][0] = reach_by
                file["services/reach_m"][0] = 900.0
                for state in ("before", "after"):
                    file[f"access/clinic/people/{state}"].attrs["limit_m"] = 900.0
            text = visible_text(self.page(path, languages=("en",)))
            self.assertIn(words, text)
            # A third of the limit is the first class of the map.
            self.assertIn("up to 300 m" if reach_by == "metres" else "up to 5 min", text)

    def test_the_page_says_how_people_move(self):
        for modes, en, zh in (
            (("bicycle",), "to the nearest Community health centre by bicycle within 15 min", "内骑自行车到达最近的"),
            (("walk", "wheelchair"), "to the nearest Primary school each in their own way within 15 min", "内按各自方式到达最近的"),
        ):
            path = self.sample()
            with h5py.File(path, "a") as file:
                services = list(file["service_demand/service"].asstr()[()])
                wanted = "clinic" if len(modes) == 1 else next(s for s in services if services.count(s) == len(modes))
                own = iter(modes)
                file["service_demand/mode"] = [next(own) if s == wanted else "walk" for s in services]
            self.assertIn(en, visible_text(self.page(path, languages=("en",))))
            self.assertIn(zh, visible_text(self.page(path, languages=("zh",))))

    def test_a_study_without_a_grid_has_a_page_without_maps(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            for group in ("ground", "people", "units", "access", "completeness"):
                del file[group]
            for name in ("x", "y"):
                file[f"plan/{name}"][...] = float("nan")
                file[f"sites/{name}"][...] = float("nan")
        page = self.page(path)
        self.assertNotIn("data:image", page)
        text = visible_text(page)
        self.assertIn("Times or distances from a travel matrix", text)
        self.assertNotIn("Pace on slopes", text)
        self.assertNotIn("East, m", text[: text.index("People balance")])
        self.assertIn("No choice of 3 new sites", text)
        self.assertNotRegex(text, r"\bnan\b")
        self.assertNotIn("treated as flat", text)

    def test_a_result_with_no_plan_speaks_of_today_alone(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            del file["access/clinic/people/after"]
            for table in ("plan", "proof"):
                for column in list(file[table]):
                    kept = file[table][column][:0]
                    del file[table][column]
                    file[table][column] = kept
            states = [b"before"] * len(file["scores/state"])
            after = [row != b"before" for row in file["scores/state"][()]]
            file["scores/state"][...] = states
            names = ["gone" if gone else name.decode() for gone, name in zip(after, file["scores/service"][()])]
            file["scores/service"][...] = names
        text = visible_text(self.page(path))
        self.assertNotIn("The plan and its proof", text)
        self.assertNotIn("With the plan", text)
        self.assertIn("Who is covered", text)


if __name__ == "__main__":
    unittest.main()
