"""Planned links: what is built, what each would bring, and where they are."""

import unittest

import h5py
import numpy as np
import small_city
from report_case import ReportCase, visible_text


class Links(ReportCase):
    def page_with(self, plans=("clinic", ""), languages=("en",)):
        path = self.sample()
        text = h5py.string_dtype()
        with h5py.File(path, "a") as file:
            table = file.create_group("links")
            columns = {"id": ["east", "west"], "name": ["East Bridge", ""], "name_zh": ["东桥", ""],
                       "structure": ["bridge", "steps"], "plan": list(plans)}  # fmt: skip
            for name, values in columns.items():
                table.create_dataset(name, data=values, dtype=text)
            table["cost"] = np.array([2.5, 1.0])
            table["length_m"] = np.array([310.4, 90.0])
            west, north = small_city.WEST_M, small_city.NORTH_M
            table["xy"] = np.array([[west + 900, north - 900], [west + 1200, north - 900], [west + 1500, north - 1500],
                                    [west + 1500, north - 1590]], float)  # fmt: skip
            table["first"] = np.array([0, 2, 4])
            gains = file.create_group("link_gains")
            rows = [("east", "clinic", "people", 432.1), ("east", "school", "people", 5.0), ("east", "school", "all_groups", 7.0),
                    ("west", "clinic", "people", 0.0)]  # fmt: skip
            for name, values in zip(("link", "service", "group", "people"), zip(*rows)):
                gains.create_dataset(name, data=list(values), dtype=np.float64 if name == "people" else text)
        return self.page(path, languages=languages)

    def test_a_page_without_links_says_nothing_of_them(self):
        self.assertNotIn("Planned links", visible_text(self.page(self.sample(), languages=("en",))))

    def test_what_is_built_and_what_each_brings(self):
        page = self.page_with()
        text = visible_text(page)
        text = text[text.index("Links of the streets") :]
        self.assertIn("Links of the streets that could be built: 2. The plan builds 1 of them, East Bridge, for 2.5 in all.", text)
        self.assertIn("1East Bridgebridge310 m2.5is built4327", text)
        self.assertIn("2weststairway90 m1not built0—", text)
        # A filled mark for what is built, an empty one for what is not, each in the map and in its legend.
        self.assertEqual(page.count('fill="#a23a06" stroke="#fff"'), 2)
        self.assertEqual(page.count('fill="#fff" stroke="#a23a06"'), 2)

    def test_the_sentence_turns_when_nothing_is_built(self):
        text = visible_text(self.page_with(plans=("", "")))
        self.assertIn("The plan builds none of them.", text)
        self.assertNotIn("for 2.5 in all", text)

    def test_the_chinese_page(self):
        text = visible_text(self.page_with(languages=("zh",)))
        self.assertIn("可供建设的规划通道共 2 条。方案建设其中 1 条：东桥，成本合计 2.5。", text)


if __name__ == "__main__":
    unittest.main()
