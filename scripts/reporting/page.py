"""Makes the page: one HTML text without any reference outside itself."""

from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from . import palette
from .study_section import StudySection
from .wording import Words, in_language

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache
def _environment():
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def make_page(studies, languages):
    """The page of one or several open studies as text, in one or both languages ("en", "zh")."""
    words = Words(languages)
    sections = [StudySection(study, f"s{number}") for number, study in enumerate(studies, start=1)]
    titles = {}
    for lang in words.languages:
        if len(sections) == 1:
            titles[lang] = in_language(sections[0].title, lang)
        else:
            titles[lang] = str(words.text(lang, "page_title_many", count=len(sections)))
    return _environment().get_template("page.html.j2").render(
        words=words,
        studies=sections,
        titles=titles,
        reason_colours=palette.REASONS,
        street_styles=palette.STREETS,
        style=Markup((TEMPLATES / "style.css").read_text("utf-8")),
        script=Markup((TEMPLATES / "switch.js").read_text("utf-8")),
    )
