"""The words of the page: two message files, one per language, with numbers formatted where the text asks for it.

A message such as "{covered:people_in_words} live within reach" names the formatter of number_format.py after the
colon. A value that is itself a name in both languages, {"en": …, "zh": …}, gives the text of the language.
"""

import re
import string
import tomllib
from pathlib import Path

from markupsafe import Markup, escape

from . import number_format

FOLDER = Path(__file__).parent / "messages"
LANGUAGES = ("en", "zh")
COMMA = {"en": ", ", "zh": "、"}
HTML_LANG = {"en": "en", "zh": "zh-CN"}


def load_messages(lang):
    with open(FOLDER / f"{lang}.toml", "rb") as stream:
        return tomllib.load(stream)


def in_language(value, lang):
    """The text of a name in both languages; `en` stands in for an empty `zh`, and the other way round."""
    if isinstance(value, dict):
        return value.get(lang) or value.get("en") or value.get("zh") or ""
    return value


class _Filler(string.Formatter):
    def __init__(self, lang):
        super().__init__()
        self.lang = lang

    def format_field(self, value, format_spec):
        if format_spec == "unit":
            return str(escape(number_format.with_unit(value[0], value[1], self.lang)))
        if format_spec:
            return str(escape(getattr(number_format, format_spec)(value, self.lang)))
        return str(escape(in_language(value, self.lang)))


class Words:
    """Messages in the languages of one page."""

    html_lang = HTML_LANG

    def __init__(self, languages):
        self.languages = tuple(languages)
        self._messages = {lang: load_messages(lang) for lang in self.languages}
        self._fillers = {lang: _Filler(lang) for lang in self.languages}

    def text(self, lang, key, **values):
        """One message in one language, safe for HTML. Raises KeyError for a key that is not in the file."""
        return Markup(self._fillers[lang].vformat(self._messages[lang][key], (), values))

    def has(self, key):
        return all(key in messages for messages in self._messages.values())

    def __call__(self, key, **values):
        """One message in every language of the page, each marked with its language."""
        return self._marked({lang: self.text(lang, key, **values) for lang in self.languages})

    def attribute(self, key, **values):
        """One message for an HTML attribute, where languages cannot be switched: joined by a slash."""
        return " / ".join(str(self.text(lang, key, **values)) for lang in self.languages)

    def name(self, value):
        """A name in both languages; unmarked when they are the same."""
        texts = {lang: escape(in_language(value, lang)) for lang in self.languages}
        if len(set(texts.values())) == 1:
            return next(iter(texts.values()))
        return self._marked(texts)

    def several(self, make):
        """The text that `make(lang)` gives in each language."""
        return self.name({lang: make(lang) for lang in self.languages})

    def plain_name(self, value, lang):
        """A name in one language."""
        return in_language(value, lang)

    def joined_name(self, value):
        """A name where languages cannot be switched: joined by a slash when they differ."""
        return " / ".join(dict.fromkeys(in_language(value, lang) for lang in self.languages))

    def coded(self, kind, code):
        """The words for a code of the result, such as an action; the code itself where the words are not known."""
        key = f"{kind}_{re.sub(r'[^0-9A-Za-z-]+', '_', code)}"
        return self(key) if self.has(key) else escape(code)

    def term(self, key, otherwise=""):
        """A message as a name in both languages, to be put into another message."""
        if not self.has(key):
            return {lang: otherwise for lang in self.languages}
        return {lang: self.text(lang, key) for lang in self.languages}

    def state(self, state):
        return self.term(f"state_{state}", state)

    def listed(self, names):
        """Names one after another, as one name in both languages."""
        return {lang: COMMA[lang].join(in_language(name, lang) for name in names) for lang in self.languages}

    def join(self, sentences):
        """Sentences one after another, with a space between them in English alone."""
        space = Markup('<span lang="en"> </span>') if "en" in self.languages else Markup("")
        return space.join(sentence for sentence in sentences if sentence)

    def number(self, format_name, value):
        """A number alone, through a formatter of number_format.py."""
        formatter = getattr(number_format, format_name)
        return self.name({lang: formatter(value, lang) for lang in self.languages})

    def with_unit(self, value, unit):
        return self.name({lang: number_format.with_unit(value, unit, lang) for lang in self.languages})

    def tick(self, value, unit):
        """A number beside an axis of a chart."""
        return number_format.tick(value, unit)

    def key_value(self, ident, value, unit):
        """A key number in a table, rounded as on its card."""
        return self.name({lang: number_format.key_number(ident, value, unit, lang) for lang in self.languages})

    def card_value(self, ident, value, unit):
        """A key number; in Chinese 万人 stands smaller beside it. Bounds and gaps are promises: rounded up."""
        texts = {}
        for lang in self.languages:
            text = number_format.key_number(ident, value, unit, lang)
            more = number_format.in_ten_thousands(value, lang) if unit == "people" else ""
            texts[lang] = Markup('{}<span class="more">{}</span>').format(text[: len(text) - len(more)], more)
        return self._marked(texts)

    def _marked(self, texts):
        return Markup("").join(
            Markup('<span lang="{}">{}</span>').format(HTML_LANG[lang], text) for lang, text in texts.items()
        )
