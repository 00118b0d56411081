"""Numbers as a planner reads them."""

import math
import unittest

import report_case  # noqa: F401

from reporting import number_format as numbers


class NumberFormat(unittest.TestCase):
    def test_people_are_whole_with_separators(self):
        self.assertEqual(numbers.people_in_words(812935.4, "en"), "812,935 people")
        self.assertEqual(numbers.people_in_words(1.0, "en"), "1 person")
        self.assertEqual(numbers.people_in_words(0.2, "en"), "<1 people")

    def test_ten_thousands_stand_beside_the_digits_and_never_replace_them(self):
        self.assertEqual(numbers.people_in_words(812935.0, "zh"), "812,935人（81.3万人）")
        self.assertEqual(numbers.people_in_words(9_999.0, "zh"), "9,999人")

    def test_what_is_no_number_is_a_dash_or_unreached(self):
        for value in (math.nan, math.inf, None):
            self.assertEqual(numbers.share(value, "en"), "—")
            self.assertEqual(numbers.people(value, "zh"), "—")
            self.assertEqual(numbers.minutes(value, "en"), "unreached")
            self.assertEqual(numbers.minutes(value, "zh"), "未到达")

    def test_a_difference_carries_its_sign_and_nothing_carries_none(self):
        self.assertEqual(numbers.points(0.246, "en"), "+24.6")
        self.assertEqual(numbers.points(-0.246, "en"), "−24.6")
        self.assertEqual(numbers.points(-0.00001, "en"), "0.0")
        self.assertEqual(numbers.points(0.00001, "en"), "0.0")

    def test_promises_are_rounded_up(self):
        # 0.123456 % is at most 0.13 %, not at most 0.12 %.
        self.assertEqual(numbers.share_rounded_up(0.00123456, "zh"), "0.13%")
        self.assertEqual(numbers.share_rounded_up(0.0012, "zh"), "0.12%")
        self.assertEqual(numbers.share_rounded_up(1e-7, "zh"), "0.01%")
        self.assertEqual(numbers.share_rounded_up(0.0, "zh"), "0%")
        self.assertEqual(numbers.people_rounded_up(1000.2, "en"), "1,001 people")
        self.assertEqual(numbers.people_rounded_up(1000.0, "en"), "1,000 people")

    def test_key_numbers_that_promise_are_rounded_up_too(self):
        self.assertEqual(numbers.key_number("clinic_plan_gap", 0.002441, "1", "zh"), "0.25%")
        self.assertEqual(numbers.key_number("clinic_plan_bound", 347931.2, "people", "en"), "347,932 people")
        self.assertEqual(numbers.key_number("clinic_covered_share_before", 0.5918, "1", "zh"), "59.2%")

    def test_a_limit_is_shown_as_it_was_given(self):
        self.assertEqual(numbers.limit_minutes(15.0, "en"), "15 min")
        self.assertEqual(numbers.limit_minutes(7.5, "zh"), "7.5分钟")

    def test_coordinates_have_no_separators(self):
        self.assertEqual(numbers.coordinate(3268925.2, "en"), "3268925")

    def test_units_of_a_result_are_known(self):
        self.assertEqual(numbers.with_unit(0.5432, "1", "zh"), "54.3%")
        self.assertEqual(numbers.with_unit(12.34, "min", "en"), "12.3 min")
        self.assertEqual(numbers.with_unit(1000.0, "m", "en"), "1,000 m")
        self.assertEqual(numbers.with_unit(3.25, "km2", "zh"), "3.25平方公里")
        self.assertEqual(numbers.with_unit(4.0, "km/h", "en"), "4 km/h")
        self.assertEqual(numbers.with_unit(3.0, "parsec", "en"), "3 parsec")


if __name__ == "__main__":
    unittest.main()
