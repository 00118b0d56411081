"""Streets: what was read, what crosses barriers, who is cut off, three ways to count people, and the maps."""

import base64
import io
import re
import unittest

import h5py
import numpy as np
import small_streets
from PIL import Image
from report_case import ReportCase, visible_text

from reporting import map_images, number_format, street_lines
from reporting.map_frame import Frame
from reporting.result_file import open_study


def part(page, start, end):
    text = visible_text(page)
    return text[text.index(start) : text.index(end, text.index(start))]


def city_score(path, metric, state="before", service="clinic"):
    columns = ("state", "service", "group", "unit_kind", "metric")
    with h5py.File(path) as file:
        rows = list(zip(*(file["scores"][column].asstr()[()] for column in columns)))
        return float(file["scores/value"][rows.index((state, service, "people", "city", metric))])


class Section(ReportCase):
    def section(self, path=None):
        page = self.page(path or self.sample(), languages=("en",))
        return part(page, "The ways follow", "People balance")

    def test_what_was_read_is_told_by_structure_and_class(self):
        rows = small_streets.edges()
        text = self.section()
        with h5py.File(self.sample()) as file:
            length = file["streets/length_m"][()]
        self.assertIn(f"{length.sum() / 1000:.1f} km of streets ({len(rows)} from junction to junction)", text)
        steps = np.array([row[2] == "steps" for row in rows])
        self.assertGreater(steps.sum(), 3)
        self.assertIn(f"Stairways: {length[steps].sum() / 1000:.1f} km ({steps.sum()}).", text)
        # From (32, 44) to (38, 56): 6 and 12 cells of 50 m, hypot(300, 600) = 671 m.
        self.assertIn("Tunnels: 0.7 km (1).", text)
        self.assertIn("secondary0.7", text)
        self.assertIn("highway=construction31.2it is being built", text)
        self.assertNotIn("Lifts", text)

    def test_people_are_counted_in_three_ways_side_by_side(self):
        path = self.sample()
        text = self.section(path)
        numbers = [city_score(path, metric) for metric in ("covered", "on_surface_people", "circle_people")]
        shares = [city_score(path, metric) for metric in ("covered_share", "on_surface_share", "circle_share")]
        cells = "".join(f"{number:,.0f}{100 * share:.1f}\u202f%" for number, share in zip(numbers, shares))
        over = 100 * city_score(path, "overstatement")
        self.assertIn(f"Community health centreToday{cells}{over:.1f}\u202f%", text)
        self.assertIn(f"it is {numbers[1]:,.0f} people; along the streets it is {numbers[0]:,.0f} people", text)
        self.assertIn("Community health centreWith the plan", text)

    def test_without_scores_on_the_surface_the_comparison_is_left_out(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            metrics = file["scores/metric"].asstr()[()]
            file["scores/value"][np.char.startswith(metrics.astype(str), "on_surface")] = np.nan
        text = self.section(path)
        self.assertNotIn("What streets change", text)
        self.assertIn("What was read", text)

    def test_crossings_and_islands_are_listed_with_their_people(self):
        text = self.section()
        self.assertIn("no crossing: 2.", text)
        self.assertIn("Hill Tunnel5022753268375", text)
        self.assertIn("one cannot leave along streets: 1.", text)
        self.assertIn("Joined to them: 42 people.", text)
        path = self.sample()
        with h5py.File(path, "a") as file:
            for table in ("street_crossings", "islands"):
                for name in list(file[table]):
                    values = file[table][name][()][:0 if table == "street_crossings" else 1]
                    del file[table][name]
                    file[table][name] = values
        text = self.section(path)
        self.assertIn("the source says how it gets across", text)
        self.assertIn("From every street one can walk to every other", text)

    def test_a_result_without_streets_says_nothing_of_them(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            for name in ("streets", "street_summary", "street_counts", "street_crossings", "islands"):
                del file[name]
        page = self.page(path)
        for word in ("The ways follow", "步行沿", 'id="streets-', "#streets-", "Stairway", "台阶"):
            self.assertNotIn(word, page)

    def test_a_street_table_without_a_column_is_refused_in_one_sentence(self):
        path = self.sample()
        with h5py.File(path, "a") as file:
            del file["streets/structure"]
        with self.assertRaisesRegex(Exception, 'the table /streets lacks the column "structure"'):
            self.page(path)


class Maps(ReportCase):
    def test_every_map_draws_the_streets_from_one_copy(self):
        page = self.page(self.sample())
        self.assertEqual(len(re.findall('<path id="streets-s1"', page)), 1)
        self.assertGreater(page.count('<use href="#streets-s1"'), 4)

    def test_the_map_of_streets_tells_structures_apart_and_marks_crossings(self):
        page = self.page(self.sample())
        figure = page[page.index('aria-label="Map of streets') if 'aria-label="Map of streets' in page else 0:]
        for colour in ("#b8430b", "#08519c", "#7b3294"):
            self.assertIn(f'stroke="{colour}"', figure)
        self.assertIn("Crosses a barrier", visible_text(page))

    def test_streets_outside_the_frame_are_not_drawn(self):
        study = open_study(self.sample())
        self.addCleanup(study.file.close)
        # The south-eastern corner of 6 × 6 cells holds the island alone: from cell (56, 56) to (58, 58).
        frame = Frame(55, 60, 55, 60, 500_000.0, 3_270_000.0, 50.0, 50.0, 760.0)
        self.assertEqual(street_lines.lines_inside(study.streets, frame).tolist(), [len(study.streets.structure) - 1])
        # 5 cells on 760 units: 152 units a cell; cell (56, 56) has its centre at 1.5 cells, (58, 58) at 3.5.
        self.assertEqual(street_lines.drawing(study.streets, frame), {"path": "M228 228L532 532"})
        self.assertEqual(street_lines.by_structure(study.streets, frame), {})

    def test_very_many_streets_become_an_image(self):
        study = open_study(self.sample())
        self.addCleanup(study.file.close)
        frame = Frame(0, 60, 0, 60, 500_000.0, 3_270_000.0, 50.0, 50.0, 760.0)
        most = street_lines.MOST_LINES
        self.addCleanup(setattr, street_lines, "MOST_LINES", most)
        street_lines.MOST_LINES = 10
        found = street_lines.drawing(study.streets, frame)
        self.assertEqual(list(found), ["image"])
        page = self.page(self.sample())
        self.assertIn('<image id="streets-s1"', page)

    def test_a_line_of_the_image_is_where_it_should_be(self):
        uri = map_images.lines_png([np.array([[0.0, 50.0], [100.0, 50.0]])], 100.0, 100.0)
        image = np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).convert("RGBA"))
        side = map_images.LONG_SIDE_PX
        self.assertEqual(image.shape, (side, side, 4))
        rows = np.flatnonzero(image[:, side // 2, 3])
        self.assertTrue(len(rows) in (1, 2) and abs(rows.mean() - side / 2) <= 1.0, rows)
        self.assertEqual(image[rows[0], side // 2, :3].tolist(), list(map_images.LINE_COLOUR))


class Kilometres(unittest.TestCase):
    def test_short_streets_are_not_nothing_and_long_ones_have_no_digits(self):
        for metres, text in ((0.0, "0.0"), (49.9, "<0.1"), (1234.0, "1.2"), (123_456.0, "123"), (np.nan, "—")):
            self.assertEqual(number_format.kilometres(metres, "en"), text)


if __name__ == "__main__":
    unittest.main()
