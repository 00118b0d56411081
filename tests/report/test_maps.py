"""Classes, shade, frame and labels of the maps, on rasters that one can work out by hand."""

import base64
import io
import unittest

import numpy as np
import report_case  # noqa: F401
from PIL import Image

from reporting import map_images, themes
from reporting.map_frame import Frame, frame_around, label_positions, path_of, scale_bar, spread_marks
from reporting.result_file import Grid
from reporting.wide_points import wide_points

NAN = float("nan")


def open_ground(shape):
    return {"zone": np.ones(shape, np.uint8), "passable": np.ones(shape, np.uint8)}


def pixels(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).convert("RGBA"))


class Themes(unittest.TestCase):
    def test_coverage_tells_today_from_the_plan_and_leaves_empty_ground_bare(self):
        before = np.array([[1, 0, 1, 0, 0]])
        after = np.array([[1, 1, 0, 0, 1]])
        people = np.array([[5.0, 5.0, 5.0, 5.0, 0.0]])
        classes = themes.coverage(before, after, people, open_ground((1, 5)))
        self.assertEqual(classes.tolist(), [[themes.COVERED, themes.NEWLY, themes.LOST, themes.UNCOVERED, 0]])

    def test_people_at_few_points_are_drawn_as_squares_that_do_not_cross_half_the_way_to_the_next(self):
        inhabited = np.zeros((10, 20), bool)
        inhabited[4, 4] = inhabited[4, 12] = True
        # 200 cells, 2 points: 10 cells from one to the next, (10 - 1) / 2 = 4 cells to each side.
        rows, cols = wide_points(inhabited, open_ground((10, 20)))
        drawn = inhabited[rows, cols]
        self.assertTrue(drawn[0:9, 0:17].all())
        self.assertFalse(drawn[9, :].any() or drawn[:, 17:].any())
        self.assertEqual((cols[4, 7], cols[4, 9]), (4, 12))
        self.assertEqual((rows[9, 19], cols[9, 19]), (9, 19))

    def test_people_who_fill_the_ground_are_drawn_in_their_own_cells(self):
        self.assertIsNone(wide_points(np.ones((5, 5), bool), open_ground((5, 5))))
        self.assertIsNone(wide_points(np.zeros((5, 5), bool), open_ground((5, 5))))

    def test_closed_ground_and_the_buffer_are_shown_as_such(self):
        ground = open_ground((1, 3))
        ground["passable"][0, 0] = 0
        ground["zone"][0, 1] = 2
        classes = themes.coverage(np.ones((1, 3)), None, np.ones((1, 3)), ground)
        self.assertEqual(classes.tolist(), [[themes.CLOSED, themes.OUTSIDE, themes.COVERED]])

    def test_the_circle_map_has_three_truths(self):
        inside = np.array([[1, 1, 0, 0]])
        covered = np.array([[1, 0, 1, 0]])
        classes = themes.circle(inside, covered, open_ground((1, 4)))
        self.assertEqual(classes.tolist(), [[themes.INSIDE_REACHED, themes.INSIDE_MISSED, themes.BEYOND, 0]])

    def test_minutes_are_classed_by_parts_of_the_limit(self):
        # Limit 15: bounds 5, 10, 15, 20, 30.
        minutes = np.array([[5.0, 5.1, 15.0, 15.1, 20.0, 30.1, NAN]])
        covered = (minutes <= 15.0).astype(np.uint8)
        classes = themes.walk(minutes, covered, 15.0, open_ground((1, 7)))
        first = themes.FIRST_BIN
        bins = [value - first for value in classes[0].tolist()]
        self.assertEqual(bins, [0, 1, 2, 3, 3, 5, themes.UNREACHED - first])

    def test_covered_decides_at_the_limit(self):
        # 15.00001 minutes is covered within the rounding bound of its path; 14.99999 is not in the other cell.
        classes = themes.walk(np.array([[15.00001, 14.99999]]), np.array([[1, 0]]), 15.0, open_ground((1, 2)))
        self.assertEqual(classes.tolist(), [[themes.FIRST_BIN + 2, themes.FIRST_BIN + 3]])


class Images(unittest.TestCase):
    def test_a_theme_image_shows_each_cell_in_its_colour(self):
        classes = np.array([[1, 0], [2, 1]], np.uint8)
        image = pixels(map_images.theme_png(classes, {1: (10, 20, 30, 255), 2: (40, 50, 60, 110)}, np.ones((2, 2))))
        side = map_images.LONG_SIDE_PX // 2
        self.assertEqual(image.shape[:2], (2 * side, 2 * side))
        self.assertEqual(image[0, 0].tolist(), [10, 20, 30, 255])
        self.assertEqual(image[0, -1, 3], 0)
        self.assertEqual(image[-1, 0].tolist(), [40, 50, 60, 110])

    def test_a_pixel_of_many_cells_shows_the_class_with_the_most_people(self):
        classes = np.array([[1, 1, 2, 2], [1, 2, 1, 1]], np.uint8)
        people = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 9.0, 0.0, 3.0]])
        # Left block: class 1 has 3 people, class 2 has 9. Right block: class 1 has 3, class 2 nobody.
        self.assertEqual(map_images.majority(classes, people, 2).tolist(), [[2, 1]])

    def test_colours_are_stronger_where_more_people_live(self):
        # Of 100 people 5 are in the emptiest cell (a tenth and less), 45 up to the second (half and less), 50 above.
        people = np.array([[5.0, 40.0, 55.0]])
        self.assertEqual(map_images.density_levels(people).tolist(), [[0, 1, 2]])
        image = pixels(map_images.theme_png(np.ones((1, 3), np.uint8), {1: (0, 100, 200, 255)}, people, (1,)))
        third = image.shape[1] // 3
        self.assertEqual(image[0, 2 * third].tolist(), [0, 100, 200, 255])
        self.assertGreater(image[0, third, 0], 0)
        self.assertGreater(image[0, 0, 0], image[0, third, 0])

    def test_slopes_towards_the_north_west_are_bright(self):
        east = np.arange(5.0)[None, :].repeat(5, 0)
        rises_to_east = map_images.shade_of(100.0 * east, 50.0, 50.0)
        falls_to_east = map_images.shade_of(-100.0 * east, 50.0, 50.0)
        level = map_images.shade_of(0.0 * east, 50.0, 50.0)
        self.assertGreater(rises_to_east[2, 2], level[2, 2])
        self.assertLess(falls_to_east[2, 2], level[2, 2])
        rises_to_south = map_images.shade_of(100.0 * east.T, 50.0, 50.0)
        self.assertGreater(rises_to_south[2, 2], level[2, 2])

    def test_ground_without_heights_is_drawn_without_fault(self):
        heights = np.full((3, 4), NAN)
        self.assertTrue(np.isfinite(map_images.shade_of(heights, 50.0, 50.0)).all())


class Frames(unittest.TestCase):
    def setUp(self):
        self.grid = Grid(10, 20, 1000.0, 5000.0, 100.0, 50.0)

    def test_the_frame_holds_the_scored_area_with_a_margin(self):
        inside = np.zeros((10, 20), bool)
        inside[3:6, 5:9] = True
        frame = frame_around(inside, self.grid, 760.0)
        self.assertEqual((frame.row0, frame.row1, frame.col0, frame.col1), (2, 7, 4, 10))

    def test_metres_become_picture_units_with_north_up(self):
        frame = Frame(0, 10, 0, 20, 1000.0, 5000.0, 100.0, 50.0, 400.0)
        # 20 cells of 100 m are 2,000 m on 400 units: 0.2 units a metre; 10 rows of 50 m are 100 units high.
        self.assertAlmostEqual(frame.height, 100.0)
        self.assertAlmostEqual(frame.x(1500.0), 100.0)
        self.assertAlmostEqual(frame.y(5000.0), 0.0)
        self.assertAlmostEqual(frame.y(4500.0), 100.0)
        self.assertEqual(path_of([[(1000.0, 5000.0), (2000.0, 4750.0)]], frame, False), "M0 0L200 50")

    def test_the_scale_bar_is_a_round_length(self):
        frame = Frame(0, 10, 0, 20, 0.0, 0.0, 100.0, 50.0, 400.0)
        # A fifth of 2,000 m is 400 m: 200 m is the longest round length below it.
        self.assertEqual(scale_bar(frame)[0], 200.0)
        self.assertAlmostEqual(scale_bar(frame)[1], 40.0)

    def test_labels_do_not_overlap(self):
        frame = Frame(0, 10, 0, 20, 0.0, 0.0, 100.0, 50.0, 400.0)
        spots = label_positions([(200.0, 50.0, 6)] * 20, frame)
        placed = [spot for spot in spots if spot]
        self.assertGreater(len(placed), 1)
        self.assertLess(len(placed), 20)
        heights = sorted(y for _, y in placed)
        self.assertTrue(all(b - a >= 15.0 for a, b in zip(heights, heights[1:])))

    def test_numbered_marks_are_set_apart_the_first_keeps_its_place_and_facilities_stay_in_sight(self):
        frame = Frame(0, 10, 0, 20, 0.0, 0.0, 100.0, 50.0, 400.0)
        points = [(200.0, 50.0), (203.0, 51.0), (200.0, 50.0), (320.0, 50.0)]
        facilities = [(316.0, 50.0)]
        spots = spread_marks(points, frame, 20.0, facilities, 15.0)
        self.assertEqual(spots[0], points[0])
        for number, (x, y) in enumerate(spots):
            for a, b in spots[:number]:
                self.assertGreaterEqual(max(abs(x - a), abs(y - b)), 20.0)
            for a, b in facilities:
                self.assertGreaterEqual(max(abs(x - a), abs(y - b)), 15.0)
            # No farther away than where the marks are many.
            self.assertLess(np.hypot(x - points[number][0], y - points[number][1]), 51.0)
        # Where nothing is free a mark stays, so that none is lost.
        self.assertEqual(spread_marks([(2.0, 2.0)], Frame(0, 1, 0, 1, 0.0, 0.0, 1.0, 1.0, 4.0), 20.0), [(2.0, 2.0)])

    def test_labels_keep_clear_of_facilities(self):
        frame = Frame(0, 10, 0, 20, 0.0, 0.0, 100.0, 50.0, 400.0)
        ((x, y),) = label_positions([(200.0, 50.0, 6)], frame, avoid=[(200.0, 46.0)])
        self.assertFalse(y - 15.0 < 46.0 + 6.0 and 46.0 - 6.0 < y + 3.0)
        self.assertEqual(x, 200.0)


if __name__ == "__main__":
    unittest.main()
