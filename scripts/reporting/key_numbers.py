"""Which key numbers stand on top of the page, and which can be unfolded."""

import math

# What a planner asks first of each service, by the end of the number's id; the beginning is the service's id.
FIRST_OF_SERVICE = ("covered_share_before", "covered_share_after", "served_share_before", "served_share_after",
                    "overstatement", "plan_gap")  # fmt: skip
FIRST_OF_CITY = ("elevation_cells", "people_scored", "walking_speed", "completeness_before", "completeness_after")


# With more services than this the cards of each would fill pages: a table holds them.
MOST_WITH_CARDS = 3


def service_table(groups):
    """(columns, lines) of the first numbers of many services; (None, None) where cards show them.

    `groups` is what `first_numbers` gives; a line is a service and its numbers by column, None where it has none.
    """
    lines = [(service, {row["id"][len(service.id) + 1 :]: row for row in rows}) for service, rows in groups if service]
    if len(lines) <= MOST_WITH_CARDS:
        return None, None
    columns = [key for key in FIRST_OF_SERVICE if any(key in found for _, found in lines)]
    return columns, [(service, [found.get(key) for key in columns]) for service, found in lines]


def first_numbers(rows, services):
    """[(service or None, rows)]: the city's numbers, then each service's, in the order that people ask for them.

    A number that is undefined, as the circle of a service without facilities, does not stand first.
    Where a result names its numbers otherwise, all of them are first.
    """
    by_id = {row["id"]: row for row in rows}
    groups = [(None, [by_id[key] for key in FIRST_OF_CITY if key in by_id])]
    for service in services:
        keys = [f"{service.id}_{key}" for key in FIRST_OF_SERVICE]
        groups.append((service, [by_id[key] for key in keys if key in by_id and math.isfinite(by_id[key]["value"])]))
    groups = [(service, found) for service, found in groups if found]
    return groups or [(None, rows)]
