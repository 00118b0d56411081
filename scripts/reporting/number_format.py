"""Numbers as a planner reads them: thousands separators, whole people, per cent, never NaN.

Every function takes a language, "en" or "zh", and gives text. A value that is not a number gives a dash, or the
word for unreached where the number is a time or a distance walked.
"""

import math

DASH = "—"
UNREACHED = {"en": "unreached", "zh": "未到达"}
TEN_THOUSAND = 10_000.0
# From here on 万 makes a number easier to say than its digits.
SAID_IN_TEN_THOUSANDS = 100_000.0


def is_missing(value):
    """True for None, NaN and infinities: values that must not be printed as digits."""
    return value is None or not math.isfinite(value)


def fixed(value, digits):
    """1234.5 as "1,234.5"; a result that rounds to nothing carries no minus sign."""
    if is_missing(value):
        return DASH
    text = f"{value:,.{digits}f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.replace("-", "\N{MINUS SIGN}")


def people(value, lang):
    """Whole people. Fewer than one but more than nobody is "<1"."""
    if is_missing(value):
        return DASH
    if 0.0 < value < 0.5:
        return "<1"
    return fixed(value, 0)


def in_ten_thousands(value, lang):
    """In Chinese, "（81.3万人）" for 812,935: added to the digits, never put in their place. Else nothing."""
    if lang != "zh" or is_missing(value) or abs(value) < SAID_IN_TEN_THOUSANDS:
        return ""
    return f"（{fixed(value / TEN_THOUSAND, 1)}万人）"


def people_in_words(value, lang):
    """Whole people with their counting word."""
    if is_missing(value):
        return DASH
    if lang == "zh":
        return f"{people(value, lang)}人" + in_ten_thousands(value, lang)
    return f"{people(value, lang)} {'person' if people(value, lang) == '1' else 'people'}"


def needs(value, lang):
    """Needs, people times services, with their counting word."""
    if is_missing(value):
        return DASH
    text = people(value, lang)
    if lang == "zh":
        return f"{text}人次需求"
    return f"{text} {'need' if text == '1' else 'needs'}"


def share(value, lang, digits=1):
    """A share of one as per cent."""
    if is_missing(value):
        return DASH
    unit = "%" if lang == "zh" else "\N{NARROW NO-BREAK SPACE}%"
    return fixed(100.0 * value, digits) + unit


def share_whole(value, lang):
    """A share of one as whole per cent."""
    return share(value, lang, 0)


def two_digits(value, lang):
    """A ratio with two digits after the point."""
    return fixed(value, 2)


def points(value, lang):
    """A difference of two shares, in percentage points, with its sign."""
    if is_missing(value):
        return DASH
    text = fixed(100.0 * value, 1)
    if value > 0 and text != "0.0":
        text = "+" + text
    return text


def points_alone(value, lang):
    """A difference of two shares, in percentage points, without its sign."""
    return fixed(100.0 * abs(value), 1) if not is_missing(value) else DASH


def signed_people(value, lang):
    """A difference in people with its sign."""
    if is_missing(value):
        return DASH
    text = fixed(value, 0)
    return "+" + text if value > 0 and text != "0" else text


def share_rounded_up(value, lang):
    """A share that is promised not to be exceeded: two digits, rounded up."""
    if is_missing(value):
        return DASH
    if value == 0.0:
        return share(0.0, lang, 0)
    # The small allowance keeps 0.0100000000002 from becoming 0.02: it is far below the last digit shown.
    return share(math.ceil(value * 1e4 - 1e-6) / 1e4, lang, 2)


def people_rounded_up(value, lang):
    """Whole people that are promised not to be exceeded, with the counting word."""
    if is_missing(value):
        return DASH
    return people_in_words(math.ceil(value - 1e-6), lang)


def minutes(value, lang):
    if is_missing(value):
        return UNREACHED[lang]
    return fixed(value, 1) + ("分钟" if lang == "zh" else " min")


def minutes_two_digits(value, lang):
    """Minutes where tenths would hide what differs."""
    if is_missing(value):
        return DASH
    return fixed(value, 2) + ("分钟" if lang == "zh" else " min")


def tick(value, unit):
    """A number beside an axis, the same in both languages."""
    return plain(100.0 * value, "en") + "%" if unit == "1" else plain(value, "en")


def limit_minutes(value, lang):
    """A limit as the scenario gave it: 15 and not 15.0."""
    return plain(value, lang) + ("分钟" if lang == "zh" else " min")


def metres(value, lang):
    if is_missing(value):
        return UNREACHED[lang]
    return fixed(value, 0) + ("米" if lang == "zh" else " m")


def kilometres(value, lang):
    """Metres as kilometres without their unit: one digit below a hundred, and never 0.0 for something."""
    if is_missing(value):
        return DASH
    if 0.0 < value < 50.0:
        return "<0.1"
    return fixed(value / 1000.0, 1 if value < 100_000.0 else 0)


def bytes_of_file(value, lang):
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{value / size:.1f} {unit}"
    return f"{value:.0f} B"


def whole(value, lang):
    """A whole number; a dash where there is none."""
    return fixed(value, 0)


def coordinate(value, lang):
    """A coordinate in metres as other programs take it: no separators."""
    return fixed(value, 0).replace(",", "")


def plain(value, lang):
    """A number without a known unit: whole when it is whole, else up to four significant digits."""
    if is_missing(value):
        return DASH
    if value == int(value) and abs(value) < 1e15:
        return fixed(value, 0)
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    return fixed(value, min(digits, 6)).rstrip("0").rstrip(".")


UNIT_WORDS = {
    "km2": {"en": "km²", "zh": "平方公里"},
    "m2": {"en": "m²", "zh": "平方米"},
    "km": {"en": "km", "zh": "公里"},
    "km/h": {"en": "km/h", "zh": "公里/小时"},
    "s/m": {"en": "s/m", "zh": "秒/米"},
    "facilities": {"en": "facilities", "zh": "处"},
    "sites": {"en": "sites", "zh": "处"},
    "cells": {"en": "cells", "zh": "个网格"},
    "s": {"en": "s", "zh": "秒"},
}
DIMENSIONLESS = {"", "-"}


def with_unit(value, unit, lang):
    """A number in the unit that a result names for it."""
    known = {
        "people": people_in_words,
        "needs": needs,
        "1": share,
        "min": minutes,
        "minutes": minutes,
        "m": metres,
        "metres": metres,
    }
    if unit in known:
        return known[unit](value, lang)
    if unit in DIMENSIONLESS or is_missing(value):
        return plain(value, lang)
    if unit in ("km2", "m2", "km"):
        text = fixed(value, 2) if abs(value) < 100 else fixed(value, 0)
    else:
        text = plain(value, lang)
    space = "" if lang == "zh" and unit in UNIT_WORDS else " "
    return text + space + UNIT_WORDS.get(unit, {}).get(lang, unit)


def key_number(ident, value, unit, lang):
    """A key number by its id: bounds and gaps are rounded so that the page never promises too much."""
    if ident.endswith("_gap") and unit == "1":
        return share_rounded_up(value, lang)
    if ident.endswith("_bound") and unit == "people":
        return people_rounded_up(value, lang)
    if ident.endswith("_bound") and unit == "needs" and not is_missing(value):
        return needs(math.ceil(value - 1e-6), lang)
    if ident.endswith("_bound") and unit in ("min", "m") and not is_missing(value):
        # No way can be shorter: rounded down.
        steps = 1 if unit == "m" or abs(value) >= 100 else 100
        return with_unit(math.floor(value * steps + 1e-6) / steps, unit, lang)
    if "_plan_" in ident and ident.endswith(("_objective", "_bound")) and unit == "1":
        # Sites or their cost, and no share: what a plan that must reach a share takes.
        return plain(value, lang)
    return with_unit(value, unit, lang)
