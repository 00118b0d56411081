"""Colours of the maps: distinguishable with the common kinds of colour blindness and on a grey printer.

The hues follow Okabe and Ito (2008) and, for minutes, the diverging blue-to-orange scheme of Brewer with its break
at the limit.
"""


def rgb(text):
    """"#0072b2" as (0, 114, 178)."""
    return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5))


COVERED = "#3a86c0"
NEWLY_COVERED = "#f3c81f"
NO_LONGER_COVERED = "#7b3294"
NOT_COVERED = "#cf4b2b"
# Dark and not tinted: paler greens cannot be told from the tints of NOT_COVERED without red cones.
PARTLY_COVERED = "#006655"
CIRCLE_AND_REACHED = "#3a86c0"
CIRCLE_NOT_REACHED = "#e0812b"
REACHED_OUTSIDE = "#12a383"
CLOSED_GROUND = "#7f96a5"

WITHIN_LIMIT = ["#08519c", "#4a94cc", "#b5d6ea"]
BEYOND_LIMIT = ["#fde0b6", "#f2a65a", "#c4662f"]
UNREACHED = "#6d6d6d"

REASONS = {
    "no_facility": "#8c8c8c",
    "climb": "#b8430b",
    "barrier": "#3a86c0",
    "detour": "#e0a500",
    "capacity": "#7b3294",
    "border": "#12a383",
}

# Colour, width, dashes and legend words of what carries a street, on the map of streets.
STREETS = {
    "tunnel": ("#7b3294", 2.4, "5 3", "legend_street_tunnel"),
    "bridge": ("#08519c", 2.8, "", "legend_street_bridge"),
    "steps": ("#b8430b", 3.4, "1.6 1.2", "legend_street_steps"),
    "ride": ("#12a383", 2.4, "1 2", "legend_street_ride"),
}

LEAST, MOST = "#9cc5e8", "#08306b"


def sequential(position, count):
    """The colour of one of `count` steps from few (light blue) to all (dark blue)."""
    part = position / (count - 1) if count > 1 else 1.0
    mixed = (round(low + part * (high - low)) for low, high in zip(rgb(LEAST), rgb(MOST)))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
