"""Centres by level, plans that must reach a share, facilities that count for a lower service, and many services."""

import re
import unittest
from unittest import mock

import h5py
import numpy as np
from level_sample import BLOCK_WORDS, PLANS, RATE, TOWN_WORDS, add_level_plans
from report_case import ReportCase, visible_text
from test_page import Nesting, score

from reporting import centres_map, key_numbers, map_images, number_format, palette


class Centres(ReportCase):
    def level_sample(self, **options):
        path = self.sample()
        add_level_plans(path, **options)
        return path

    def section(self, path, languages=("en",)):
        text = visible_text(self.page(path, languages=languages))
        start = text.index("A centre is one site" if languages[0] == "en" else "一处中心设置")
        return text[start : text.index("people can get to" if languages[0] == "en" else "人口数", start)]

    def test_a_result_without_plans_for_levels_has_no_such_section(self):
        page = self.page(self.sample())
        for words in ("Centres by level", "各级中心", "-centres"):
            self.assertNotIn(words, page)

    def test_levels_stand_from_top_to_bottom_with_the_services_that_they_host(self):
        section = self.section(self.level_sample())
        self.assertLess(section.index("Centres of level Town"), section.index("Centres of level Block"))
        self.assertIn("Each centre hosts: Community health centre, Primary school. New centres: 2.", section)
        self.assertNotIn("Empty", section)

    def test_needs_of_a_level_are_the_scores_of_its_services_times_their_rates(self):
        path = self.level_sample()
        section = self.section(path)

        def needs(metric, state):
            clinic = score(path, state, "clinic", "people", "city", "city", metric)
            return RATE * clinic + score(path, state, "school", "all_groups", "city", "city", metric)

        numbers = [needs("people", "before"), needs("covered", "before"), needs("covered", "after")]
        line = "TownCommunity health centre, Primary school2" + "".join(f"{value:,.0f}" for value in numbers)
        self.assertIn(line + "0\u202f%proved optimal", section)

    def test_the_proof_of_each_level_stands_in_the_words_of_the_result(self):
        text = visible_text(self.page(self.level_sample()))
        for words in (*TOWN_WORDS, *BLOCK_WORDS):
            self.assertIn(words, text)
        self.assertIn("A better plan could spare at most 50.00\u202f% of that.", text)

    def test_every_new_centre_stands_with_its_figures_its_place_and_its_upper_centre(self):
        section = self.section(self.level_sample())
        for level, rows in PLANS.items():
            for priority, (_, newly, reach, worth, _, _) in enumerate(rows, start=1):
                figures = "".join(f"{value:,.0f}" for value in (newly, reach, worth))
                self.assertRegex(section, f"{priority}{level}-plan-0{priority}[A-Za-z, ]+{figures}")
        self.assertIn("town-plan-01High Town, Hillgate", section)
        self.assertIn("block-plan-01Low Town, Hillgate777900700New centre 212.3 min", section)
        self.assertIn("block-plan-02Low Town, Riverside666800600Clinic 14.5 min", section)

    def test_the_level_above_is_the_nearest_that_hosts_something(self):
        section = self.section(self.level_sample())
        self.assertIn("Upper centre (Town)", section)
        self.assertIn("Existing facility of level Town", section)
        self.assertIn("New centre of level Town, by its own priority", section)
        town = section[: section.index("Centres of level Block")]
        self.assertNotIn("Upper centre", town)

    def test_an_upper_centre_of_a_still_higher_level_is_named_with_its_level(self):
        path = self.level_sample()
        with h5py.File(path, "a") as file:
            file["levels/bundle"][list(file["levels/id"].asstr()[()]).index("empty")] = "school"
        section = self.section(path)
        self.assertIn("Upper centre (Empty)", section)
        self.assertIn("777900700New centre 2 of level Town12.3 min", section)

    def test_a_level_without_a_plan_says_why_and_lists_no_centre(self):
        section = self.section(self.level_sample(infeasible=True))
        block = section[section.index("Centres of level Block") :]
        self.assertIn("No plan can be made: " + BLOCK_WORDS[0], block)
        self.assertNotIn("block-plan", block)
        for absent in ("New centres: 0", "that are kept", "Services in reach, of the"):
            self.assertNotIn(absent, block)
        summary = section[: section.index("A need is")]
        # 0 in the result's columns of a plan that does not exist is no gap.
        self.assertRegex(summary, "BlockPrimary school—[0-9,]+—no feasible plan")

    def test_a_service_that_centres_host_points_to_their_plan(self):
        page = self.page(self.level_sample())
        self.assertIn("New sites of this service stand in centres of level Town", visible_text(page))
        targets = set(re.findall(r'\bid="([^"]+)"', page))
        self.assertEqual(set(re.findall(r'href="#([^"]+)"', page)) - targets, set())
        nesting = Nesting()
        nesting.feed(page)
        self.assertEqual((nesting.faults, nesting.open), ([], []))
        self.assertNotRegex(visible_text(page), r"\b(?i:nan|none|undefined)\b")

    def test_a_result_without_maps_still_has_its_table_of_centres(self):
        path = self.level_sample()
        with h5py.File(path, "a") as file:
            del file["access"]
        self.assertIn("town-plan-01", visible_text(self.page(path)))

    def test_the_rest_of_a_long_plan_can_be_unfolded_and_loses_no_line(self):
        with mock.patch("reporting.centres_section.CENTRES_SHOWN", 1):
            page = self.page(self.level_sample(), languages=("en",))
        self.assertIn("The other 1 new centres", page)
        self.assertEqual(page.count('<th scope="row">town-plan-02'), 1)

    def test_facilities_of_a_higher_service_are_shown_as_such(self):
        page = self.page(self.level_sample(), languages=("en",))
        self.assertIn("Primary school that counts as Community health centre", visible_text(page))
        self.assertIn("Hill Hospital Primary school, which counts here100300", visible_text(page))
        self.assertNotIn("that counts as", visible_text(self.page(self.sample("plain.h5"))))


class Require(ReportCase):
    def test_a_plan_that_must_reach_a_share_speaks_of_the_fewest_sites_and_not_of_the_most_people(self):
        path = self.sample()
        words = "At least 2 new sites are needed to cover 90 % of the people; this plan has 3."
        with h5py.File(path, "a") as file:
            file["proof/problem"][0] = "require"
            file["plan/problem"][...] = ["require"] * 3
            for name, value in (("objective", 3.0), ("bound", 2.0), ("gap", 1.0 / 3.0)):
                file[f"proof/{name}"][0] = value
            file["proof/words"][0] = words
        text = visible_text(self.page(path, languages=("en",)))
        # A third of three sites, rounded up.
        self.assertIn(words + " A better plan could spare at most 33.34\u202f% of that.", text)
        self.assertNotIn("best possible", text)

    def test_its_key_numbers_are_sites_and_no_shares(self):
        for unit in ("1", "sites"):
            for ident in ("clinic_plan_objective", "clinic_plan_2_bound"):
                self.assertRegex(number_format.key_number(ident, 10.0, unit, "en"), "^10( sites)?$")
        self.assertEqual(number_format.key_number("clinic_covered_share", 0.5, "1", "en"), "50.0\u202f%")


class Needs(unittest.TestCase):
    def test_needs_are_named_in_both_languages_and_bounds_are_rounded_up(self):
        self.assertEqual(number_format.with_unit(7993774.78, "needs", "en"), "7,993,775 needs")
        self.assertEqual(number_format.with_unit(7993774.78, "needs", "zh"), "7,993,775人次需求")
        self.assertEqual(number_format.with_unit(1.0, "needs", "en"), "1 need")
        self.assertEqual(number_format.key_number("town_plan_bound", 100.2, "needs", "en"), "101 needs")

    def test_a_cell_is_classed_by_how_many_of_the_services_needed_there_are_in_reach(self):
        # Needed:         both both both both both one  none
        first = np.array([[1, 1, 1, 1, 1, 1, 0]]) == 1
        second = np.array([[1, 1, 1, 1, 1, 0, 0]]) == 1
        before = [np.array([[1, 1, 1, 0, 1, 1, 1]]) == 1, np.array([[1, 0, 0, 0, 1, 1, 1]]) == 1]
        after = [np.array([[1, 1, 1, 0, 1, 1, 1]]) == 1, np.array([[1, 1, 0, 0, 0, 0, 1]]) == 1]
        ground = {"zone": np.ones((1, 7), np.uint8), "passable": np.ones((1, 7), np.uint8)}
        classes = centres_map.needs_classes([first, second], before, after, ground)
        self.assertEqual(
            classes[0].tolist(),
            [centres_map.ALL_MET, centres_map.MORE_MET, centres_map.SOME_MET, centres_map.NONE_MET,
             centres_map.FEWER_MET, centres_map.ALL_MET, 0],
        )  # fmt: skip


class Colours(unittest.TestCase):
    # Machado, Oliveira and Fernandes (2009), severity 1: what people without one kind of cones see, in linear RGB.
    SIGHT = {
        "all cones": [
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [0.0, 0.0, 1.0],
        ],
        "protanopia": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deuteranopia": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        "tritanopia": [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    }

    @staticmethod
    def lab(colour, sight):
        """CIE L*a*b* (D65) of a colour as it is seen."""
        part = np.array(colour) / 255.0
        linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        seen = np.clip(np.array(sight) @ linear, 0.0, 1.0)
        to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        x, y, z = np.cbrt(to_xyz @ seen / np.array([0.9505, 1.0, 1.089]))
        return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])

    def test_places_where_some_services_are_in_reach_look_unlike_all_others_to_everybody(self):
        theme, some = centres_map.THEME, centres_map.SOME_MET
        self.assertNotIn(some, centres_map.TINTED)
        for name, sight in self.SIGHT.items():
            own = self.lab(palette.rgb(theme[some][0]), sight)
            for value in centres_map.TINTED:
                for level in range(len(map_images.TINTS)):
                    other = self.lab(map_images.tint_of(palette.rgb(theme[value][0]), level), sight)
                    # About 2 can just be told apart side by side; 10 at a glance.
                    self.assertGreater(np.linalg.norm(own - other), 10.0, (name, value, level))


class ManyServices(ReportCase):
    def test_few_services_have_cards_and_stand_open(self):
        page = self.page(self.sample(), languages=("en",))
        self.assertNotIn('<details class="fold">', page)
        self.assertIn('<span class="value"><span lang="en">54.3', page)

    def test_many_services_share_a_table_and_stand_folded_with_their_shares_in_the_heading(self):
        with mock.patch.object(key_numbers, "MOST_WITH_CARDS", 0):
            path = self.sample()
            page = self.page(path, languages=("en",))
        text = visible_text(page)
        self.assertEqual(page.count('<details class="fold">'), 2)
        self.assertIn("Community health centre54.3\u202f%0.13\u202f%", text)
        city = ("clinic", "people", "city", "city", "covered_share")
        before, after = (100 * score(path, state, *city) for state in ("before", "after"))
        self.assertIn(f"in reach: {before:.1f}\u202f% today, {after:.1f}\u202f% with the plan", text)
        nesting = Nesting()
        nesting.feed(page)
        self.assertEqual((nesting.faults, nesting.open), ([], []))


if __name__ == "__main__":
    unittest.main()
