"""Writes a small result file with h5py as output/FORMAT.md lays it out, for the report's tests."""

import math

import h5py
import numpy as np
import small_city as city
from small_streets import add_streets

RADIUS_M = city.SPEED_KMH / 3.6 * 60.0 * city.LIMIT_MIN
STATES = ("before", "after")
EXISTING = {"clinic": [(14, 12), (36, 34)], "school": [(20, 20), (44, 40), (10, 16)]}
PLANNED = {"clinic": [(21, 50), (40, 44), (50, 20)], "school": []}
SERVICES = {
    "clinic": ("Community health centre", "社区卫生服务中心", ["people"]),
    "school": ("Primary school", "小学", ["people", "children"]),
}
SPEEDS = {"people": city.SPEED_KMH, "children": 3.0}
SHARE_OF_CHILDREN = 0.08
REASON_CODES = {"no_facility": 2, "climb": 3, "barrier": 4, "detour": 5}


def centre(row, col):
    """Easting and northing of a cell's centre, metres."""
    return city.WEST_M + (col + 0.5) * city.CELL_M, city.NORTH_M - (row + 0.5) * city.CELL_M


def write_table(file, path, columns, rows):
    """A table as one dataset per column; text columns hold variable-length UTF-8."""
    group = file.create_group(path)
    for position, name in enumerate(columns):
        values = [row[position] for row in rows]
        if values and isinstance(values[0], str):
            group.create_dataset(name, data=values, dtype=h5py.string_dtype())
        else:
            group.create_dataset(name, data=np.array(values))


def _access(height, passable, people, service, group, state, scores):
    sites = EXISTING[service] + (PLANNED[service] if state == "after" else [])
    speed = SPEEDS[group]
    radius = speed / 3.6 * 60.0 * city.LIMIT_MIN
    minutes = city.walking_minutes(height, passable, sites, speed)
    level = np.zeros_like(height)
    flat = city.walking_minutes(level, np.ones_like(passable), sites, speed)
    dry = city.walking_minutes(height, np.ones_like(passable), sites, speed)
    level_wet = city.walking_minutes(level, passable, sites, speed)
    limit = city.LIMIT_MIN
    covered = minutes <= limit
    circle = city.in_circle(sites, radius)
    reason = np.where(covered, 1, np.where(~circle, 2, np.where(level_wet <= limit, 3, np.where(dry <= limit, 4, 5))))
    reason[people == 0] = 0
    layer = {
        "minutes": minutes.astype(np.float32),
        "metres": (minutes * speed / 3.6 * 60.0).astype(np.float32),
        "covered": covered.astype(np.uint8),
        "reason": reason.astype(np.uint8),
        "in_circle": circle.astype(np.uint8),
    }

    def add(kind, unit, where):
        here = np.where(where, people, 0.0)

        def total(mask):
            return float(here[mask].sum())

        everybody = float(here.sum())
        low, high = minutes / 0.9 <= limit, minutes / 1.1 <= limit
        reached = np.isfinite(minutes)
        order = np.argsort(np.where(reached, minutes, np.inf), axis=None)
        cumulative = np.cumsum(here.ravel()[order])

        def quantile(part):
            return float(minutes.ravel()[order[np.searchsorted(cumulative, part * everybody)]])

        values = {
            "people": everybody,
            "covered": total(covered),
            "covered_share": total(covered) / everybody,
            "covered_share_minutes": total(covered) / everybody,
            "sure_low": total(low) / everybody,
            "sure_high": total(high) / everybody,
            "near_limit_people": total(high & ~low),
            "circle_people": total(circle),
            "circle_share": total(circle) / everybody,
            "circle_not_reached_people": total(circle & ~covered),
            "reached_outside_circle_people": total(covered & ~circle),
            "overstatement": (total(circle) - total(covered)) / total(circle),
            "overstatement_flat_world": (total(circle) - total(flat <= limit)) / total(circle),
            "mean_minutes": float((here * np.nan_to_num(minutes)).sum() / total(reached)),
            "unreached_share": total(~reached) / everybody,
            "median_minutes": quantile(0.5),
            "p90_minutes": quantile(0.9),
        }
        for name, code in REASON_CODES.items():
            values[f"reason_{name}_people"] = total(reason == code)
        for metric, value in values.items():
            shares = metric.endswith("share") or metric.startswith(("sure", "over"))
            unit_name = "1" if shares else "min" if metric.endswith("minutes") else "people"
            scores.append((state, service, group, kind, unit, metric, value, unit_name))

    add("city", "city", np.ones_like(covered))
    add("district", "west", city.districts() == 0)
    add("district", "east", city.districts() == 1)
    return layer


def _write_ground(file, height, passable, people, flat):
    ground = file.create_group("ground")
    ground.attrs.update(
        rows=city.ROWS,
        cols=city.COLS,
        west_m=city.WEST_M,
        north_m=city.NORTH_M,
        cell_width_m=city.CELL_M,
        cell_height_m=city.CELL_M,
        crs_name="EPSG:4544",
    )
    if not flat:
        ground["elevation"] = height.astype(np.float32)
    ground["passable"] = passable.astype(np.uint8)
    ground["zone"] = np.ones(height.shape, np.uint8)
    file["people/people"] = people
    file["people/children"] = people * SHARE_OF_CHILDREN
    write_table(
        file,
        "groups",
        ("id", "name", "name_zh", "speed_kmh"),
        [("people", "everybody", "全体人口", math.nan), ("children", "children 6–12", "6–12岁儿童", 3.0)],
    )
    file["units/district/unit_of_cell"] = city.districts()
    names = [("west", "Riverside", "滨江区"), ("east", "Hillgate", "山门区")]
    write_table(file, "units/district/list", ("id", "name", "name_zh"), names)
    rings = []
    for first, last in ((0, 27), (27, city.COLS)):
        west, east = city.WEST_M + first * city.CELL_M, city.WEST_M + last * city.CELL_M
        south = city.NORTH_M - city.ROWS * city.CELL_M
        rings += [(west, city.NORTH_M), (east, city.NORTH_M), (east, south), (west, south), (west, city.NORTH_M)]
    file["units/district/outline/xy"] = np.array(rings)
    file["units/district/outline/first"] = np.array([0, 5, 10])
    file["units/district/outline/feature"] = np.array([0, 1], np.int32)


def _write_sites_and_plan(file, status):
    sites, plan = [], []
    for service, places in EXISTING.items():
        for number, (row, col) in enumerate(places, start=1):
            x, y = centre(row, col)
            name = (f"{service.title()} {number}", f"现有设施{number}")
            sites.append((f"{service}-{number}", *name, service, x, y, row, col, 0, 900.0, 800.0, 700.0))
    for priority, (row, col) in enumerate(PLANNED["clinic"], start=1):
        x, y = centre(row, col)
        site = f"clinic-r{row}c{col}"
        sites.append((site, "", "", "clinic", x, y, row, col, 1, 900.0, 800.0, 700.0))
        newly = 3210.4 / priority
        plan.append(
            ("cover", site, "clinic", "circle15", x, y, row, col, math.nan, 2.0 * newly, newly, 0.9 * newly, priority,
             1.0, 0)
        )  # fmt: skip
    write_table(
        file,
        "sites",
        ("id", "name", "name_zh", "service", "x", "y", "row", "col", "planned", "people_nearest", "people_in_reach",
         "people_alone"),
        sites,
    )  # fmt: skip
    write_table(
        file,
        "plan",
        ("problem", "site_id", "service", "level", "x", "y", "row", "col", "capacity", "people_covered",
         "people_newly_covered", "marginal_worth", "priority", "cost", "existing"),
        plan,
    )  # fmt: skip
    gap = 0.0 if status == "optimal" else 0.00123456
    objective = 54_321.5
    words = {
        "optimal": ("No choice of 3 new sites covers more people than this plan, which covers 54,321.",
                    "本方案覆盖 54,321 人，任选 3 处新址都不能覆盖更多的人。"),
        "infeasible": ("Because.", "因为。"),
    }.get(status, ("No choice of 3 new sites can cover more than 54,389 people; this plan covers 54,321.",
                   "任选 3 处新址最多只能覆盖 54,389 人；本方案覆盖 54,321 人。"))  # fmt: skip
    write_table(
        file,
        "proof",
        ("problem", "service", "objective", "bound", "gap", "status", "work", "seed", "words", "words_zh"),
        [("cover", "clinic", objective, objective * (1.0 + gap), gap, status, 48_213, 7, *words)],
    )


def _write_account(file, people):
    write_table(
        file,
        "balance",
        ("group", "read", "scored", "buffer", "outside", "dropped", "moved", "kept"),
        [("people", people.sum() + 12.5, people.sum(), 0.0, 10.25, 2.25, 31.75, 0.0)],
    )
    moved = [
        ("people", "people", "moved", *centre(5, 27), *centre(5, 24), 1.5 + k, 150.0, "stands in the water")
        for k in range(24)
    ]
    write_table(
        file,
        "moved",
        ("what", "id", "action", "from_x", "from_y", "to_x", "to_y", "people", "distance_m", "reason"),
        moved,
    )
    notes = [
        ("note", "The coordinate system was chosen: EPSG:4544."),
        ("warning", "24 people records stood in the water and were moved."),
    ]
    write_table(file, "notes", ("severity", "text"), notes)
    inputs = [("dem.tif", 123_456, "ab" * 32), ("people.tif", 7_890, "cd" * 32)]
    write_table(file, "inputs", ("name", "bytes", "sha256"), inputs)
    settings = [("pace", "tobler", ""), ("speed_kmh", "4", "km/h"), ("direction", "to", ""), ("neighbours", "16", ""),
                ("diagonals", "guarded", ""), ("friction_weight", "1", "")]
    write_table(file, "travel", ("setting", "value", "unit_of_measure"), settings)


def _add_supply(file, scores):
    """Capacities of the clinics, both services counted together, a border, levels and values with their sources."""
    columns = ("state", "service", "site", "capacity", "demand", "served", "overload")
    load = []
    for state, served, full in (("before", 4000.0, 1500.0), ("after", 9000.0, 250.0)):
        layer = file[f"access/clinic/people/{state}"]
        covered = layer["covered"][()] == 1
        people = file["people/people"][()] > 0
        # West of the bend there is room for all, then for some; further east clinics are full.
        _, col = np.mgrid[0 : city.ROWS, 0 : city.COLS]
        share = np.where(covered, np.where(col < 20, 1.0, np.where(col < 36, 0.4, 0.0)), 0.0)
        layer["served_share"] = np.where(people, share, np.nan).astype(np.float32)
        layer["serving_site"] = np.where(covered, 0, -1).astype(np.int32)
        layer["supply_2sfca"] = np.where(covered, 0.3 + col / 25.0, 0.0).astype(np.float32)
        layer["supply_e2sfca"] = layer["supply_2sfca"][()]
        people_here = next(row[6] for row in scores if row[:3] == (state, "clinic", "people") and row[5] == "people")
        values = {
            "served": served,
            "served_share": served / people_here,
            "reason_capacity_people": full,
            "mean_supply_2sfca": 0.75,
            "gini_supply_2sfca": 0.4321,
            "palma_supply_2sfca": math.nan if state == "before" else 3.5,
            "mean_supply_e2sfca": 0.75,
            "gini_supply_e2sfca": 0.4567,
            "palma_supply_e2sfca": math.nan,
        }
        for metric, value in values.items():
            unit = "people" if metric in ("served", "reason_capacity_people") else "1"
            scores.append((state, "clinic", "people", "city", "city", metric, value, unit))
        shares = {
            row[4]: row[6]
            for row in scores
            if row[:4] == (state, "clinic", "people", "district") and row[5] == "covered_share"
        }
        scores.append(
            (state, "clinic", "people", "city", "city", "worst_district_covered_share", min(shares.values()), "1")
        )
        scores.append((state, "clinic", "all_groups", "city", "city", "elderly_difference", -0.125, "1"))
        load.append((state, "clinic", "clinic-1", 2000.0, 5200.0, 2000.0, 3200.0))
        load.append((state, "clinic", "clinic-2", 8000.0, 900.0, 2000.0, 0.0))
        for kind, unit in (("city", "city"), ("district", "west"), ("district", "east")):
            for metric, value in (("people", 1234.0), ("completeness", 0.625), ("complete_share", 0.25)):
                scores.append((state, "all_services", "people", kind, unit, metric, value, "1"))
        count = covered.astype(np.uint16) + (col > 30)
        file[f"completeness/people/{state}/services_in_reach"] = count.astype(np.uint16)
        file[f"completeness/people/{state}/share"] = (count / 2.0).astype(np.float32)
    load.append(("after", "clinic", "clinic-r21c50", math.nan, 700.0, 700.0, 0.0))
    write_table(file, "load", columns, load)
    borders = [("clinic", "west", "east", 321.0), ("school", "east", "west", 4567.0)]
    write_table(file, "border_cost", ("service", "unit", "other_unit", "people"), borders)
    levels = [
        ("circle15", "15-minute circle", "十五分钟生活圈", 3, 15.0, 1000.0, "clinic school", 50_000.0, 100_000.0),
        ("circle5", "5-minute circle", "五分钟生活圈", 5, math.nan, 300.0, "", math.nan, math.nan),
    ]
    names = ("id", "name", "name_zh", "rank", "reach_min", "reach_m", "bundle", "population_min", "population_max")
    write_table(file, "levels", names, levels)
    values = [
        ("clinic.reach_min", "15", "min", "GB 50180-2018", 1),
        ("clinic.capacity", "2000", "people", "the scenario, line 12", 0),
    ]
    write_table(file, "standard_values", ("key", "value", "unit_of_measure", "source", "confirmed"), values)


def _write_outlines(file):
    """Of the clinics: two service areas that share the border 1.5 km from the west, and the outline of both."""
    west, middle, east = (city.WEST_M + metres for metres in (500.0, 1500.0, 2500.0))
    north, south = city.NORTH_M - 500.0, city.NORTH_M - 2500.0
    rectangles = [(west, middle), (middle, east), (west, east)]
    rows, rings = [], []
    for state in STATES:
        for kind, site in (("site", "clinic-1"), ("site", "clinic-2"), ("covered", "")):
            rows.append(("clinic", "people", state, kind, site, 1000.0))
        rings = [
            [(left, north), (left, south), (right, south), (right, north), (left, north)] for left, right in rectangles
        ]
        group = file.create_group(f"outlines/clinic/people/{state}")
        group["xy"] = np.array([corner for ring in rings for corner in ring])
        group["first"] = np.array([0, 5, 10, 15])
        group["feature"] = np.arange(len(rows) - 3, len(rows), dtype=np.int32)
        group["polygon"] = np.arange(3, dtype=np.int32)
    write_table(file, "service_areas", ("service", "group", "state", "kind", "site", "people"), rows)


def write_sample(path, *, flat=False, reverse_plan=False, status="within gap", title="Clinics for the hill districts"):
    """Writes a result. `reverse_plan` exchanges the scores before and after, so that the plan makes things worse."""
    height = np.full((city.ROWS, city.COLS), 200.0) if flat else city.elevation_m()
    water = city.river()
    passable = ~water
    people = city.people(water)
    scores = []
    with h5py.File(path, "w") as file:
        file.attrs.update(
            format="quarterhour-result",
            format_version="1.2",
            software_version="0.1.0",
            created_by="quarterhour",
            title=title,
            title_zh="山地片区社区卫生服务中心",
            scenario='format = 1\ntitle = "Clinics <hill> & valley"\n',
            standard="gb50180-2018",
            seed=np.uint64(7),
            interrupted=np.uint8(0),
        )
        _write_ground(file, height, passable, people, flat)
        for service, (_, _, groups) in SERVICES.items():
            for group in groups:
                counts = people if group == "people" else people * SHARE_OF_CHILDREN
                for state in STATES if PLANNED[service] else STATES[:1]:
                    layer = _access(height, passable, counts, service, group, state, scores)
                    target = file.create_group(f"access/{service}/{group}/{state}")
                    for name, values in layer.items():
                        target[name] = values
                    radius = RADIUS_M * SPEEDS[group] / city.SPEED_KMH
                    target.attrs.update(limit_min=city.LIMIT_MIN, reach_by="minutes", circle_radius_m=radius)
        if reverse_plan:
            other = {"before": "after", "after": "before"}
            scores = [(other[row[0]] if row[1] == "clinic" else row[0], *row[1:]) for row in scores]
        # Everybody who needs the school: as the children and the adults together stand in a result.
        scores += [(*row[:2], "all_groups", *row[3:]) for row in scores if row[1:3] == ("school", "people")]
        _add_supply(file, scores)
        for table, (names, rows) in add_streets(file, scores).items():
            write_table(file, table, names, rows)
        columns = ("state", "service", "group", "unit_kind", "unit", "metric", "value", "unit_of_measure")
        write_table(file, "scores", columns, scores)
        write_table(
            file,
            "services",
            ("id", "name", "name_zh", "level", "domain", "reach_min", "reach_m", "reach_by", "direction", "capacity",
             "counts_for", "shared", "catchment_weights", "listed"),
            [(k, v[0], v[1], "circle15", "", city.LIMIT_MIN, math.nan, "minutes", "to", math.nan, "", int(k == "clinic"),
              "1 0.68 0.22", 1)
             for k, v in SERVICES.items()],
        )  # fmt: skip
        demand = [(service, group, 1.0) for service, line in SERVICES.items() for group in line[2]]
        write_table(file, "service_demand", ("service", "group", "rate"), demand)
        write_table(
            file,
            "key_numbers",
            ("id", "value", "unit_of_measure", "meaning", "meaning_zh"),
            [
                ("people_scored", float(people.sum()), "people", "People in the scored area", "评价范围内的人口"),
                ("walking_speed", 4.0, "km/h", "Walking speed on flat ground", "平地步行速度"),
                ("clinic_covered_share_before", 0.5432, "1", "Share covered today", "现状覆盖比例"),
                ("clinic_median", math.nan, "min", "Half of all people walk at most", "一半的人最多步行"),
                ("clinic_plan_gap", 0.00123456, "1", "A better plan adds at most", "与最优方案最多相差"),
            ],
        )
        _write_sites_and_plan(file, status)
        _write_outlines(file)
        _write_account(file, people)
    return path


if __name__ == "__main__":
    import sys

    print(write_sample(sys.argv[1]))
