"""The chart, the table and the sentence on what other amounts would bring."""

import math
import unittest

import h5py
import numpy as np
from report_case import ReportCase, visible_text

from reporting.trade_off import nice_step, trade_offs


def rows(measure, unit, points, amount="sites", service="clinic", problem="cover", plan=0):
    """Lines of /front for (amount, value, bound, planned)."""
    lines = []
    for number, (size, value, bound, planned) in enumerate(points, 1):
        own = {"plan": plan, "problem": problem, "service": service, "point": number, "planned": int(planned)}
        lines.append(own | {"measure": amount, "value": size, "bound": math.nan, "unit_of_measure": "sites"})
        lines.append(own | {"measure": measure, "value": value, "bound": bound, "unit_of_measure": unit})
    return lines


COVERED = [(5, 1000.4, 1000.4, False), (10, 1500.6, 1510.2, True), (11, 1590.0, 1600.5, False), (20, math.nan, 1700.0, False)]


class Numbers(unittest.TestCase):
    def test_only_the_service_asked_for_and_each_problem_by_itself(self):
        lines = rows("covered", "people", COVERED) + rows("mean_way", "min", [(1, 9.0, 8.0, True)], problem="median", plan=1)
        self.assertEqual([t.problem for t in trade_offs(lines, "clinic")], ["cover", "median"])
        self.assertEqual(trade_offs(lines, "school"), [])

    def test_two_plans_of_one_problem_are_two_trade_offs(self):
        lines = rows("covered", "people", COVERED) + rows("covered", "people", COVERED[:2], plan=1)
        self.assertEqual([len(t.points) for t in trade_offs(lines, "clinic")], [4, 2])

    def test_what_rounding_leaves_is_proved_all_the_same(self):
        noise = [(1, 0.6382978723404256, 0.6382978748404255, True), (2, 0.7, 0.701, False)]
        (front,) = trade_offs(rows("lowest_share", "1", noise, problem="fair"), "clinic")
        self.assertEqual([point.is_proved for point in front.points], [True, False])

    def test_plans_are_rounded_down_and_bounds_up(self):
        (front,) = trade_offs(rows("covered", "people", COVERED), "clinic")
        self.assertEqual(front.reached(front.points[1]), 1500)
        self.assertEqual(front.limit(front.points[1]), 1511)
        (ways,) = trade_offs(rows("mean_way", "min", [(1, 9.123, 8.678, True), (2, 8.0, 7.0, False)]), "clinic")
        self.assertAlmostEqual(ways.reached(ways.points[0]), 9.13)
        self.assertAlmostEqual(ways.limit(ways.points[0]), 8.67)

    def test_one_site_more_lies_between_plans_and_bounds(self):
        (front,) = trade_offs(rows("covered", "people", COVERED), "clinic")
        # 1590.0 - 1510.2 and 1600.5 - 1500.6.
        self.assertEqual(front.next_site, {"least": 79, "most": 100})
        proved = [(1, 50.0, 50.0, True), (2, 80.5, 80.5, False)]
        self.assertEqual(trade_offs(rows("covered", "people", proved), "clinic")[0].next_site, {"exactly": 30.5})
        shorter = [(1, 9.0, 8.5, True), (2, 8.0, 7.25, False)]
        self.assertEqual(trade_offs(rows("mean_way", "min", shorter), "clinic")[0].next_site, {"least": 0.5, "most": 1.75})
        self.assertIsNone(trade_offs(rows("covered", "people", COVERED[:2]), "clinic")[0].next_site)

    def test_each_site_more_is_told_against_the_point_before(self):
        (front,) = trade_offs(rows("covered", "people", COVERED), "clinic")
        self.assertTrue(math.isnan(front.each_more(0)))
        self.assertAlmostEqual(front.each_more(1), 500.2 / 5)
        self.assertTrue(math.isnan(front.each_more(3)))

    def test_the_axis_has_round_numbers_and_all_points_lie_in_it(self):
        self.assertEqual([nice_step(span) for span in (5, 7, 12, 0.3, 123456)], [1.0, 2.0, 5.0, 0.1, 50000.0])
        chart = trade_offs(rows("covered", "people", COVERED), "clinic")[0].chart
        self.assertEqual([tick["value"] for tick in chart.ticks], [1000, 1200, 1400, 1600, 1800][: len(chart.ticks)])
        self.assertEqual(len(chart.marks), 3)
        for mark in chart.marks:
            self.assertTrue(chart.left <= mark["x"] <= chart.right)
            # What no plan passes is never drawn below what a plan reaches.
            self.assertTrue(chart.ticks[-1]["y"] <= mark["bound"] <= mark["y"] <= chart.bottom)


class Page(ReportCase):
    def with_front(self, lines):
        path = self.sample()
        with h5py.File(path, "a") as file:
            table = file.create_group("front")
            for column in lines[0]:
                values = [line[column] for line in lines]
                if isinstance(values[0], str):
                    table.create_dataset(column, data=values, dtype=h5py.string_dtype())
                else:
                    table.create_dataset(column, data=np.array(values, np.int32 if column in ("plan", "point") else np.uint8 if column == "planned" else np.float64))
        return path

    def test_chart_and_table_stand_beside_the_proof(self):
        text = visible_text(self.page(self.with_front(rows("covered", "people", COVERED)), languages=("en",)))
        for wanted in ("More or fewer sites", "at least 79 people and at most 100 people", "proved best", "1,511 people", "no plan",
                       "The plan of this report"):  # fmt: skip
            self.assertIn(wanted, text)

    def test_shares_of_each_unit_stand_on_their_own_axis(self):
        lines = rows("covered", "people", COVERED)
        for line in lines:
            if line["measure"] == "sites":
                line.update(measure="unit_share", value=line["value"] / 100.0, unit_of_measure="1")
        text = visible_text(self.page(self.with_front(lines), languages=("en",)))
        self.assertIn("More for the unit that has least", text)
        self.assertIn("Share covered in each unit, at least", text)
        self.assertNotIn("One site more", text)

    def test_without_a_front_nothing_is_said(self):
        self.assertNotIn("More or fewer sites", visible_text(self.page(self.sample(), languages=("en",))))


if __name__ == "__main__":
    unittest.main()
