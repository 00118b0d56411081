"""What stands on the page: numbers of the file, in both languages, without a reference outside."""

import re
import unittest
from html.parser import HTMLParser

import h5py
import numpy as np
from report_case import ReportCase, visible_text

VOID = {"meta", "image", "use", "path", "rect", "circle", "br", "img", "link"}


class Nesting(HTMLParser):
    """Finds tags that are not closed or closed in the wrong order, and ids that are used twice."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids = [], [], set()

    def handle_starttag(self, tag, attributes):
        ident = dict(attributes).get("id")
        if ident in self.ids:
            self.faults.append(f"id {ident} twice")
        self.ids |= {ident} if ident else set()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


def score(path, *key):
    """One value of /scores by state, service, group, unit kind, unit and metric."""
    columns = ("state", "service", "group", "unit_kind", "unit", "metric")
    with h5py.File(path) as file:
        rows = zip(*(file["scores"][column].asstr()[()] for column in columns))
        return float(file["scores/value"][list(rows).index(key)])


class Page(ReportCase):
    def test_each_colour_of_the_map_of_coverage_says_its_people_when_a_plan_takes_a_facility_away(self):
        path = self.sample()
        city = ("clinic", "people", "city", "city")
        with h5py.File(path, "a") as file:
            people, access = file["people/people"][()], file["access/clinic/people"]
            before, after = access["before/covered"][()] == 1, access["after/covered"][()] == 1
            gone = before & after & (people > 0) & (np.arange(people.shape[1]) < 15)
            after &= ~gone
            access["after/covered"][...] = after
            columns = ("state", "service", "group", "unit_kind", "unit", "metric")
            rows = list(zip(*(file["scores"][column].asstr()[()] for column in columns)))
            file["scores/value"][rows.index(("after", *city, "covered"))] = people[after].sum(dtype=float)
            lost, kept, new = (people[part].sum(dtype=float) for part in (gone, before & after, after & ~before))
        self.assertGreater(lost, 0.0)
        text = visible_text(self.page(path, languages=("en",)))
        for words, count in (
            ("Covered today and with the plan", kept),
            ("Newly covered by the plan", new),
            ("Covered today, no longer with the plan", lost),
        ):
            self.assertIn(f"{words}{count:,.0f} people", text)

    def test_a_facility_that_the_plan_moves_stands_apart_from_those_that_stay(self):
        path = self.sample()
        self.assertNotIn("moves or closes", visible_text(self.page(path, languages=("en",))))
        with h5py.File(path, "a") as file:
            own = (file["sites/service"].asstr()[()] == "clinic") & (file["sites/planned"][()] == 0)
            closed = np.zeros(own.shape, np.uint8)
            closed[np.flatnonzero(own)[0]] = 1
            file["sites/closed"] = closed
        page = self.page(path, languages=("en",))
        coverage = page[page.index("Who is covered") : page.index("Minutes on foot, today")]
        today = page[page.index("Minutes on foot, today") : page.index("Minutes on foot, with the plan")]
        self.assertIn("Existing facility that the plan moves or closes", coverage)
        self.assertNotIn("that the plan moves or closes", today)

    def test_scores_of_the_file_stand_on_the_page(self):
        path = self.sample()
        text = visible_text(self.page(path, languages=("en",)))
        city = ("clinic", "people", "city", "city")
        covered = score(path, "before", *city, "covered")
        self.assertIn(f"Today {covered:,.0f} people of {score(path, 'before', *city, 'people'):,.0f} people", text)
        self.assertIn(f"{100 * score(path, 'before', *city, 'covered_share'):.1f}\u202f%", text)
        gain = score(path, "after", *city, "covered") - covered
        self.assertIn(f": {gain:,.0f} people more than today", text)
        overstatement = 100 * score(path, "before", *city, "overstatement")
        self.assertIn(f"On balance the circle overstates by {overstatement:.1f}\u202f%", text)
        east = ("clinic", "people", "district", "east")
        self.assertIn(f"Hillgate{score(path, 'before', *east, 'people'):,.0f}", text)
        self.assertIn(f"{score(path, 'after', *city, 'reason_climb_people'):,.0f} people", text)
        self.assertIn(f"10 % slower, {100 * score(path, 'before', *city, 'sure_low'):.1f}\u202f%", text)

    def test_the_proof_is_in_words_and_its_promises_are_rounded_up(self):
        text = visible_text(self.page(self.sample(), languages=("en",)))
        # The sentence is the result's own; the gap of 0.00123456 is a promise.
        self.assertIn("No choice of 3 new sites can cover more than 54,389 people", text)
        self.assertIn("at most 0.13\u202f% from the best possible", text)
        best = visible_text(self.page(self.sample("best.h5", status="optimal"), languages=("en",)))
        self.assertIn("No choice of 3 new sites covers more people than this plan", best)
        self.assertIn("This is proved, not estimated. The existing facilities are counted.", best)
        self.assertNotIn("at most 0.00", best)
        clock = visible_text(self.page(self.sample("clock.h5", status="time limit"), languages=("en",)))
        self.assertIn("another run may give another plan", clock)

    def test_a_study_from_nothing_speaks_of_no_existing_facilities_and_draws_no_empty_maps(self):
        path = self.sample("first.h5", status="optimal")
        with h5py.File(path, "r+") as file:
            file["sites/planned"][...] = 1
        text = visible_text(self.page(path, languages=("en",)))
        clinic = text[text.index("The study starts from nothing"):text.index("Primary school", text.index("The study"))]
        self.assertIn("which covers 54,321.", clinic)
        self.assertIn("Minutes on foot, with the plan", clinic)
        for absent in ("existing facilities", "Minutes on foot, today", "Circle against truth", "more than today"):
            self.assertNotIn(absent, clinic)

    def test_a_plan_that_cannot_be_made_gives_the_reason_in_each_language(self):
        text = visible_text(self.page(self.sample(status="infeasible")))
        self.assertIn("No plan can be made: Because.", text)
        self.assertIn("无法作出方案：因为。", text)

    def test_a_plan_that_loses_people_is_told_as_a_loss(self):
        for_better = visible_text(self.page(self.sample()))
        for_worse = visible_text(self.page(self.sample("worse.h5", reverse_plan=True)))
        self.assertIn("more than today", for_better)
        self.assertNotIn("fewer people can", for_better)
        self.assertIn("With the plan fewer people can", for_worse)
        self.assertIn("反而减少", for_worse)
        self.assertNotIn("more than today", for_worse)
        self.assertRegex(for_worse, "−[0-9.]+")

    def test_a_flat_city_is_told_first_of_all(self):
        page = self.page(self.sample(flat=True))
        notes = re.findall(r'<li class="(?:warning|note)">.*?</li>', page, re.S)
        self.assertIn("treated as flat", notes[0])
        self.assertIn("当作平地", notes[0])
        self.assertLess(page.index("treated as flat"), page.index('id="s1-key"'))
        self.assertNotIn("treated as flat", self.page(self.sample("hilly.h5")))

    def test_warnings_stand_before_the_key_numbers_and_notes_can_be_unfolded(self):
        page = self.page(self.sample())
        self.assertLess(page.index("stood in the water and were moved"), page.index('id="s1-key"'))
        folded = re.search(r"<details>.*?</details>", page, re.S).group()
        self.assertIn("The coordinate system was chosen", folded)

    def test_every_key_number_stands_on_the_page_and_the_first_ones_on_top(self):
        page = self.page(self.sample(), languages=("en",))
        top = page[: page.index("All key numbers")]
        cards = visible_text(top.split('id="s1-key"')[1])
        self.assertIn("54.3\u202f%Share covered today", cards)
        self.assertNotIn("Half of all people", cards)
        unfolded = visible_text(page[page.index("All key numbers") :])
        self.assertIn("unreachedHalf of all people walk at most", unfolded)

    def test_the_page_needs_nothing_from_outside(self):
        page = self.page(self.sample())
        self.assertEqual(re.findall(r"https?://", page), [])
        for reference in re.findall(r'(?:href|src)="([^"]*)"', page):
            self.assertTrue(reference.startswith(("#", "data:image/png;base64,")), reference[:60])
        self.assertNotRegex(page, r"@import|url\(")

    def test_every_inner_link_has_its_target(self):
        page = self.page(self.sample(), self.sample("second.h5"))
        targets = set(re.findall(r'\bid="([^"]+)"', page))
        for link in re.findall(r'href="#([^"]+)"', page):
            self.assertIn(link, targets)

    def test_tags_are_closed_and_ids_are_unique(self):
        nesting = Nesting()
        nesting.feed(self.page(self.sample(), self.sample("second.h5")))
        self.assertEqual(nesting.faults, [])
        self.assertEqual(nesting.open, [])

    def test_one_language_holds_no_other(self):
        english = self.page(self.sample(), languages=("en",))
        self.assertNotIn('lang="zh', english[english.index("<body>") :])
        self.assertNotIn("<script", english)
        chinese = self.page(self.sample(), languages=("zh",))
        self.assertIn("山地片区社区卫生服务中心", chinese)
        self.assertNotIn('<span lang="en"', chinese)

    def test_both_languages_stand_side_by_side(self):
        page = self.page(self.sample())
        english = len(re.findall(r'<(?:span|text) lang="en"', page))
        chinese = len(re.findall(r'<(?:span|text) lang="zh-CN"', page))
        self.assertGreater(english, 100)
        # Spaces between English sentences are the only marked text without a Chinese twin.
        self.assertEqual(english - page.count('<span lang="en"> </span>'), chinese)

    def test_what_is_no_number_is_never_printed_as_one(self):
        page = self.page(self.sample())
        text = visible_text(page)
        self.assertNotRegex(text, r"\b(?i:nan|inf|none|null|undefined)\b")
        self.assertIn("unreached", text)
        self.assertIn("未到达", text)

    def test_the_balance_adds_up_as_it_is_printed(self):
        page = self.page(self.sample(), languages=("en",))
        table = page[page.index('id="s1-people"') :].split("</table>")[0]
        numbers = [float(text.replace(",", "")) for text in re.findall(r'<td class="n">([\d.,]+)</td>', table)]
        scored, buffer, outside, dropped, total, read = numbers[:6]
        self.assertAlmostEqual(scored + buffer + outside + dropped, total, places=6)
        self.assertAlmostEqual(total, read, places=6)
        self.assertIn("add up to the people read", page)

    def test_only_the_first_lines_of_a_long_list_are_shown_with_the_count(self):
        text = visible_text(self.page(self.sample(), languages=("en",)))
        self.assertIn("The first 20 of 24 lines", text)

    def test_text_of_the_result_is_shown_as_text(self):
        page = self.page(self.sample(title="<b>Clinics</b> & hills"))
        self.assertIn("&lt;b&gt;Clinics&lt;/b&gt; &amp; hills", page)
        self.assertNotIn("<b>Clinics", page)
        self.assertIn("&lt;hill&gt;", page)

    def test_the_same_results_give_the_same_page(self):
        path = self.sample()
        self.assertEqual(self.page(path), self.page(path))

    def test_provenance_names_sources_and_versions(self):
        text = visible_text(self.page(self.sample(), languages=("en",)))
        for part in ("dem.tif", "ab" * 32, "0.1.0", "gb50180-2018", "4 km/h", "Tobler (1993)"):
            self.assertIn(part, text)

    def test_several_groups_are_scored_together_and_apart(self):
        path = self.sample()
        text = visible_text(self.page(path, languages=("en",)))
        together = score(path, "before", "school", "all_groups", "city", "city", "covered")
        self.assertIn(f"Today {together:,.0f} people", text)
        children = score(path, "before", "school", "children", "city", "city", "people")
        self.assertIn(f"children 6–12{children:,.0f}", text)

    def test_the_page_stays_small(self):
        self.assertLess(len(self.page(self.sample()).encode("utf-8")), 1_000_000)


if __name__ == "__main__":
    unittest.main()
