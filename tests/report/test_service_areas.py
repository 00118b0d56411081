"""Outlines of service areas on the maps."""

import re
import unittest

import h5py
import numpy as np
from report_case import ReportCase, visible_text

from reporting.map_frame import shared_borders
from reporting.maps import MapMaker
from reporting.result_file import open_study


def lengths(path_data):
    """The length of each line of SVG path data, in picture units."""
    found = []
    for line in path_data.split("M")[1:]:
        points = np.array([[float(part) for part in point.split()] for point in line.rstrip("Z").split("L")])
        if line.endswith("Z"):
            points = np.vstack([points, points[:1]])
        found.append(float(np.hypot(*np.diff(points, axis=0).T).sum()))
    return found


class SharedBorders(unittest.TestCase):
    def test_the_border_of_two_neighbours_is_found_once_and_in_one_piece(self):
        # Two rings, both anticlockwise, share the corners (2, 0), (2, 1), (2, 2).
        west = np.array([(0, 0), (2, 0), (2, 1), (2, 2), (0, 2), (0, 0)], float)
        east = np.array([(4, 0), (4, 2), (2, 2), (2, 1), (2, 0), (4, 0)], float)
        self.assertEqual(shared_borders([west, east]), [[(2.0, 2.0), (2.0, 1.0), (2.0, 0.0)]])

    def test_rings_that_meet_in_a_corner_alone_share_nothing(self):
        one = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)
        self.assertEqual(shared_borders([one, one + 1.0]), [])


class Maps(ReportCase):
    def areas(self, path):
        study = open_study(path)
        self.addCleanup(study.file.close)
        return MapMaker(study, "study").areas_of(study.layers("clinic", "people")["before"]), study

    def test_the_outline_and_the_border_have_the_lengths_of_the_file(self):
        path = self.sample()
        areas, study = self.areas(path)
        units = MapMaker(study, "study").frame.units_per_m
        (outline,) = lengths(areas["outline"])
        # A rectangle of 2,000 m x 2,000 m with a border of 2,000 m across; corners are rounded to 0.1 units.
        self.assertAlmostEqual(outline, 8000.0 * units, delta=0.5)
        (border,) = lengths(areas["borders"])
        self.assertAlmostEqual(border, 2000.0 * units, delta=0.5)

    def test_both_states_are_outlined_and_the_legend_says_so_in_both_languages(self):
        page = self.page(self.sample())
        self.assertEqual(len(re.findall(r'class="area-outline"', page)), 2)
        text = visible_text(page)
        for words in ("Outline of what is covered", "another facility is nearer", "覆盖范围轮廓", "服务区分界"):
            self.assertIn(words, text)

    def test_a_result_without_outlines_has_maps_without_them(self):
        path = self.sample()
        with h5py.File(path, "r+") as file:
            del file["outlines"], file["service_areas"]
        page = self.page(path)
        self.assertNotIn("area-outline", page)
        self.assertNotIn("Outline of what is covered", page)


if __name__ == "__main__":
    unittest.main()
