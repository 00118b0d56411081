"""Capacities, completeness, borders, levels and values: the numbers of the file, in words."""

import unittest

import h5py
import numpy as np
from report_case import ReportCase, visible_text

from reporting import palette, themes


def part(page, start, end):
    text = visible_text(page)
    return text[text.index(start) : text.index(end, text.index(start))]


class Supply(ReportCase):
    def test_room_is_told_for_each_state(self):
        room = part(self.page(self.sample(), languages=("en",)), "Is there room?", "Half need at most")
        self.assertIn("Today the facilities have room for 4,000 people of", room)
        self.assertIn("With the plan they have room for 9,000 people of", room)
        self.assertIn("1,500 people have a facility within reach and find it full", room)
        self.assertIn("Who finds room, with the plan", room)
        self.assertIn("Places for each person in reach, with the plan", room)

    def test_gini_and_palma_are_said_in_plain_words_and_an_undefined_ratio_is_no_number(self):
        room = part(self.page(self.sample(), languages=("en",)), "Is there room?", "Half need at most")
        self.assertIn("have together 3.50 times as many as the four tenths with fewest", room)
        self.assertIn("Gini 0.43", room)
        self.assertIn("0.750.43—", room)
        path = self.sample()
        with h5py.File(path, "a") as file:
            metrics = file["scores/metric"].asstr()[()]
            file["scores/value"][metrics == "palma_supply_2sfca"] = np.nan
        room = part(self.page(path, languages=("en",)), "Is there room?", "Half need at most")
        self.assertIn("have no place within reach at all, so that the Palma ratio has no value", room)

    def test_overloaded_facilities_stand_with_their_load_and_those_with_room_do_not(self):
        room = part(self.page(self.sample(), languages=("en",)), "Is there room?", "Half need at most")
        self.assertIn("1 of 2 with a known capacity", room)
        self.assertIn("Clinic 12,0005,200260\u202f%2,0003,200", room)
        self.assertNotIn("Clinic 2", room[room.index("Overloaded facilities") :])
        self.assertIn("without a known capacity, which never fill: 1.", room)

    def test_who_chooses_a_facility_stands_beside_who_is_nearest_and_may_fill_others(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            rows = list(zip(*(file["load"][name].asstr()[()] for name in ("state", "service", "site")), strict=True))
            # With the plan the first clinic has room for those who choose it, and the second, where it has room by
            # the nearest, has 120 too many.
            after = [row for row in rows if row[:2] == ("after", "clinic")]
            full, roomy = after[0], after[1]
            capacity = dict(zip(rows, file["load/capacity"][()], strict=True))
            over = {full: 0.0, roomy: 120.0}
            chosen = {full: 1234.0, roomy: capacity[roomy] + 120.0}
            file["load/chosen"] = np.array([chosen.get(row, np.nan) for row in rows])
            file["load/overload_by_choice"] = np.array([over.get(row, np.nan) for row in rows])
        room = part(self.page(path, languages=("en",)), "Is there room?", "Half need at most")
        self.assertIn("more turn to it than it can serve at 1.", room)
        table = room[room.index("Overloaded facilities") :]
        self.assertIn("Clinic 12,0005,200260\u202f%2,0003,2001,2340", table)
        self.assertIn("120", table[table.index("Clinic 2") :])
        self.assertLess(table.index("Clinic 1"), table.index("Clinic 2"))

    def test_a_service_without_capacities_says_nothing_of_room(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            del file["load"]
            metrics = file["scores/metric"].asstr()[()]
            for name in ("served_share", "reason_capacity_people"):
                file["scores/value"][metrics == name] = np.nan
        text = visible_text(self.page(path))
        self.assertNotIn("Is there room?", text)
        self.assertNotIn("容量够不够", text)

    def test_an_older_result_without_any_of_it_still_has_its_page(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            for name in ("load", "border_cost", "levels", "standard_values", "completeness"):
                del file[name]
            for name in ("counts_for", "shared", "catchment_weights", "listed"):
                del file[f"services/{name}"]
            services = file["scores/service"].asstr()[()]
            file["scores/service"][services == "all_services"] = "gone"
            metrics = file["scores/metric"].asstr()[()]
            file["scores/value"][metrics == "served_share"] = np.nan
        text = visible_text(self.page(path))
        for absent in ("All services together", "What district borders cost", "Levels", "not shared"):
            self.assertNotIn(absent, text)
        self.assertIn("Who is covered", text)

    def test_the_worst_district_is_named_and_the_old_are_compared(self):
        path = self.sample()
        with h5py.File(path) as file:
            columns = [file[f"scores/{name}"].asstr()[()] for name in ("state", "service", "unit_kind", "unit", "metric")]
            rows = dict(zip(zip(*columns), file["scores/value"][()]))
        share = {unit: rows["after", "clinic", "district", unit, "covered_share"] for unit in ("west", "east")}
        worst = min(share, key=share.get)
        fair = part(self.page(path, languages=("en",)), "Who has it worst", "Why people")
        name = {"west": "Riverside", "east": "Hillgate"}[worst]
        self.assertIn(f"lowest share within reach, with the plan, is {name}: {100 * share[worst]:.1f}\u202f%", fair)
        self.assertIn("12.5 percentage points fewer", fair)

    def test_completeness_is_told_by_state_and_unit_with_a_map(self):
        complete = part(self.page(self.sample(), languages=("en",)), "Counted together", "They live in")
        self.assertIn("2 services, Community health centre, Primary school", complete)
        self.assertIn("on average 62.5\u202f% of them within reach; 25.0\u202f% have all of them", complete)
        self.assertIn("Hillgate1,23462.5\u202f%62.5\u202f%25.0\u202f%25.0\u202f%", complete)
        self.assertIn("all 2 1 of 2 not one of 2", complete)

    def test_borders_stand_by_size_with_what_the_rule_means(self):
        page = self.page(self.sample(), languages=("en",))
        border = part(page, "They live in", "People balance")
        school = border.index("Primary schoolHillgateRiverside4,567not shared: they lack it")
        self.assertLess(school, border.index("Community health centreRiversideHillgate321shared: they have it"))
        self.assertIn("Not shared across district borders", visible_text(page))

    def test_levels_and_values_stand_with_their_sources_and_what_was_not_confirmed(self):
        method = part(self.page(self.sample(), languages=("en",)), "Method and sources", "SHA-256")
        self.assertIn("15-minute circle15 min, 1,000 m50,000 – 100,000Community health centre, Primary school", method)
        self.assertIn("5-minute circle300 m", method)
        self.assertIn("1 of them could not be confirmed", method)
        self.assertIn("clinic.reach_min15minGB 50180-2018yes", method)
        self.assertIn("the scenario, line 12not confirmed", method)


class Themes(unittest.TestCase):
    ground = {"zone": np.ones((1, 6), np.uint8), "passable": np.ones((1, 6), np.uint8)}

    def test_room_for_all_some_none_and_no_reach_are_four_classes(self):
        share = np.array([[1.0, 0.4, 0.0, 0.0, np.nan, 1.0]])
        covered = np.array([[1, 1, 1, 0, 1, 1]])
        people = np.array([[1.0, 1.0, 1.0, 1.0, 0.0, 2.0]])
        classes = themes.served(share, covered, people, self.ground)
        expected = [themes.ROOM_FOR_ALL, themes.ROOM_FOR_SOME, themes.FULL, themes.UNCOVERED, 0, themes.ROOM_FOR_ALL]
        self.assertEqual(classes[0].tolist(), expected)

    def test_one_place_for_each_person_is_enough(self):
        places = np.array([[0.0, 0.49, 0.999, 1.0, 5.0, np.nan]])
        classes = themes.supply(places, np.ones((1, 6)), self.ground)
        texts = [themes.supply_theme()[value][1] for value in classes[0]]
        self.assertEqual(texts, ["legend_places_none", "legend_places_0_5", "legend_places_1", "legend_places_1_25",
                                 "legend_places_more", "legend_places_none"])  # fmt: skip

    def test_classes_of_completeness_say_how_many_services_they_stand_for(self):
        for listed in (2, 5, 6, 7, 11, 40):
            theme, ranges = themes.completeness_theme(listed)
            count = np.arange(listed + 1)[None, :]
            ground = {"zone": np.ones(count.shape, np.uint8), "passable": np.ones(count.shape, np.uint8)}
            classes = themes.completeness(count, listed, np.ones(count.shape), ground)[0]
            self.assertEqual(classes[0], themes.UNCOVERED)
            self.assertEqual(theme[classes[-1]][1], "legend_all_services")
            for services in range(1, listed + 1):
                found = ranges[classes[services]]
                self.assertLessEqual(found["low"], services, listed)
                self.assertGreaterEqual(found["high"], services, listed)

    def test_steps_grow_darker(self):
        brightness = [sum(palette.rgb(palette.sequential(step, 5))) for step in range(5)]
        self.assertEqual(brightness, sorted(brightness, reverse=True))
        self.assertEqual(len(set(brightness)), 5)


if __name__ == "__main__":
    unittest.main()
