"""What closing one facility, bridge or stairway would cost, as the page tells it."""

import unittest

import h5py
import numpy as np
import small_city
from report_case import ReportCase, visible_text

COLUMNS = ("kind", "id", "name", "name_zh", "service", "group", "people", "people_farther", "extra_minutes", "x", "y")
NUMBERS = ("people", "people_farther", "extra_minutes", "x", "y")
X, Y = small_city.WEST_M + 1000.0, small_city.NORTH_M - 1500.0
FACILITY = ("facility", "clinic-1", "Clinic 1", "诊所一", "clinic", "people", 1234.4, np.nan, np.nan, X, Y)
BRIDGE = ("bridge", "77", "Long Bridge", "长桥", "clinic", "people", 321.2, 45.6, 3.21, X, Y)
STAIRS = ("steps", "88", "", "", "clinic", "people", 12.0, 0.0, np.nan, X + 200.0, Y)


class Worth(ReportCase):
    def page_with(self, *rows, languages=("en",), **changes):
        path = self.sample()
        with h5py.File(path, "a") as file:
            table = file.create_group("structure_worth")
            for column, values in zip(COLUMNS, zip(*rows)):
                values = [changes.get(column, value) for value in values]
                table.create_dataset(column, data=values, dtype=np.float64 if column in NUMBERS else h5py.string_dtype())
        return self.page(path, languages=languages)

    def test_a_page_without_any_closing_says_nothing_of_it(self):
        text = visible_text(self.page(self.sample(), languages=("en",)))
        self.assertNotIn("If one facility closes", text)
        self.assertNotIn("If one bridge", text)

    def test_the_facilities_that_nobody_could_do_without_are_named(self):
        text = visible_text(self.page_with(FACILITY, (*FACILITY[:4], "school", *FACILITY[5:6], 7.0, *FACILITY[7:])))
        self.assertIn("If one facility closes", text)
        self.assertNotIn("If one bridge", text)
        self.assertIn("1,234", text[text.index("People who lose it") :][:80])

    def test_structures_stand_in_order_with_who_goes_farther_and_on_a_map(self):
        page = self.page_with(STAIRS, FACILITY, BRIDGE)
        text = visible_text(page)
        text = text[text.index("If one bridge") :]
        self.assertIn("Worst of all is Long Bridge (bridge): without it 321 people", text)
        self.assertIn("Another 46 people would still arrive, 3.21 min later on average.", text)
        self.assertIn("1Long Bridge (bridge)321463.21 min 2stairway no. 88120—", text)
        self.assertIn("All structures whose closing", text)
        self.assertEqual(page.count('fill="#a23a06"'), 3)

    def test_the_chinese_page_has_the_chinese_name(self):
        text = visible_text(self.page_with(BRIDGE, languages=("zh",)))
        self.assertIn("影响最大的是长桥（桥梁）：一旦中断，321人", text)
        self.assertIn("另有46人仍可到达，但平均多用3.21分钟", text)

    def test_the_sentence_turns_when_nobody_loses_the_service(self):
        text = visible_text(self.page_with(BRIDGE, people=0.0))
        self.assertIn("No single one of them would take the service from anybody", text)
        self.assertNotIn("Worst of all", text)

    def test_columns_that_are_not_known_are_left_out(self):
        text = visible_text(self.page_with(BRIDGE, people_farther=np.nan, extra_minutes=np.nan))
        self.assertNotIn("People with a longer way", text)
        self.assertNotIn("Another", text[text.index("If one bridge") :][:600])
        self.assertIn("1Long Bridge (bridge)321", text)

    def test_a_plan_with_backup_says_what_its_lines_count(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            file["proof"].create_dataset("times", data=np.full(file["proof/gap"].shape, 2, np.int32))
        text = visible_text(self.page(path, languages=("en",)))
        self.assertIn("Each line counts the people who have 2 facilities within reach with it", text)
        self.assertNotIn("Each line counts only the people whom no existing", text)

    def sample_with_rows(self, **stands):
        """A sample whose plan has further rows: by column their values, else those of the first row."""
        path = self.sample()
        number = len(stands["site_id"])
        with h5py.File(path, "a") as file:
            plan = file["plan"]
            rows = {name: list(column.asstr()[()] if column.dtype.kind == "O" else column[()]) for name, column in plan.items()}
            for name in ("action", "people_assigned"):
                rows.setdefault(name, ["new" if name == "action" else np.nan] * len(rows["site_id"]))
            for name, values in rows.items():
                values += stands.get(name, values[:1] * number)
                kind = h5py.string_dtype() if isinstance(values[0], str) else plan[name].dtype if name in plan else float
                if name in plan:
                    del plan[name]
                plan.create_dataset(name, data=values, dtype=kind)
        return path

    def test_facilities_that_move_are_named_and_not_counted_as_kept(self):
        path = self.sample_with_rows(
            site_id=["clinic-1", "clinic-2"], existing=[1, 1], action=["move", "keep"], service=["clinic"] * 2, priority=[0, 0]
        )
        text = visible_text(self.page(path, languages=("en",)))
        self.assertIn("1 existing facilities move, so that their old places close: Clinic 1.", text)
        self.assertIn("1 existing facilities are kept.", text)

    def test_an_enlarged_facility_is_a_line_of_the_plan_and_a_mark_of_its_own(self):
        path = self.sample_with_rows(
            site_id=["clinic-1", "clinic-2"], existing=[1, 1], action=["enlarge", "keep"], service=["clinic"] * 2,
            priority=[4, 0], capacity=[51234.0, 100.0], people_assigned=[43210.0, 99.0],
        )  # fmt: skip
        with h5py.File(path, "a") as file:
            sites = file["sites"]
            by = [7654.0 if ident == "clinic-1" else 0.0 for ident in sites["id"].asstr()[()]]
            sites.create_dataset("enlarged_by", data=by)
        page = self.page(path, languages=("en",))
        text = visible_text(page)
        self.assertIn("2 existing facilities are kept. 1 of them are enlarged, each to serve 7,654 people more: Clinic 1.", text)
        self.assertIn("existing, enlarged by 7,654 people", text)
        self.assertIn("51,234", text)
        self.assertIn("43,210", text)
        self.assertIn("an enlargement brings nobody nearer", text)
        self.assertIn("Existing facility that the plan enlarges, by priority", text)
        self.assertIn('<span class="no standing">4</span>', page)
        self.assertNotIn("an enlargement brings", visible_text(self.page(self.sample(), languages=("en",))))

    def test_only_the_worst_ten_are_shown(self):
        rows = [("steps", str(k), "", "", "clinic", "people", 100.0 - k, 1.0, 1.0, X, Y) for k in range(14)]
        text = visible_text(self.page_with(*rows))
        self.assertIn("10 of 14 structures in the result file", text)
        self.assertIn("stairway no. 9", text)
        self.assertNotIn("stairway no. 10", text)


if __name__ == "__main__":
    unittest.main()
