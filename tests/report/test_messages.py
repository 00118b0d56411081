"""The two message files say the same things, and say them in numbers that the page can format."""

import re
import string
import unittest

import report_case

from reporting import number_format, wording

PLACES = report_case.ROOT / "scripts" / "reporting"


def fields(text):
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


class MessageFiles(unittest.TestCase):
    def setUp(self):
        self.english = wording.load_messages("en")
        self.chinese = wording.load_messages("zh")

    def test_both_languages_have_the_same_keys_and_no_empty_message(self):
        self.assertEqual(sorted(self.english), sorted(self.chinese))
        for messages in (self.english, self.chinese):
            self.assertEqual([key for key, text in messages.items() if not text.strip()], [])

    def test_both_languages_use_only_numbers_that_the_other_knows(self):
        for key, text in self.english.items():
            self.assertEqual(
                {name for name, _ in fields(text)}, {name for name, _ in fields(self.chinese[key])}, key
            )

    def test_every_formatter_that_a_message_names_exists(self):
        for messages in (self.english, self.chinese):
            for key, text in messages.items():
                for _, spec in fields(text):
                    # "unit" takes a number and its unit (wording.py).
                    self.assertTrue(spec in ("", "unit") or callable(getattr(number_format, spec, None)), f"{key}: {spec}")

    def test_chinese_messages_hold_chinese(self):
        without = [
            key
            for key, text in self.chinese.items()
            if not re.search("[\u4e00-\u9fff]", text) and not re.sub("<[^>]*>", "", text).startswith("{") and key != "col_sha"
        ]
        self.assertEqual(without, [])

    def test_every_key_that_code_or_template_asks_for_is_there(self):
        asked = set()
        for path in [*PLACES.glob("*.py"), *PLACES.glob("templates/*.j2")]:
            text = path.read_text("utf-8")
            asked |= set(re.findall(r"words(?:\.attribute|\.text|\.term)?\((?:lang, )?['\"](\w+)['\"][,)]", text))
            asked |= set(re.findall(r"\"(legend_\w+)\"", text))
        self.assertGreater(len(asked), 60)
        self.assertEqual(sorted(asked - set(self.english)), [])

    def test_every_message_is_asked_for(self):
        text = "".join(path.read_text("utf-8") for path in [*PLACES.glob("*.py"), *PLACES.glob("templates/*.j2")])
        # Keys that are put together from a prefix and a code of the result.
        made = ("status_", "reason_", "kind_", "col_kind_", "legend_minutes_", "legend_metres_", "state_", "row_", "front_",
                "because_", "direction_", "limit_", "lead_before_", "pace_", "diagonals_", "set_", "what_", "action_",
                "sure_", "level_", "col_", "map_", "legend_places_", "room_", "fair_", "method_", "complete_",
                "proof_", "number_", "structure_", "mode_", "by_", "off_street_", "strict_", "one_", "plan_")  # fmt: skip
        unused = [key for key in self.english if key not in text and not key.startswith(made)]
        self.assertEqual(unused, [])


if __name__ == "__main__":
    unittest.main()
