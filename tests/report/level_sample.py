"""A sample result with plans for centres of two levels, and with hospitals that count as clinics."""

import math

import h5py
import numpy as np
import small_city as city
from sample_result import centre, write_table

RATE = 2.0
TOWN_WORDS = ("No choice of 2 new centres covers more needs (people times services) than this plan.",
              "任选 2 处新址都不能覆盖更多的人次需求。")  # fmt: skip
BLOCK_WORDS = ("At least 1 new sites are needed to cover 80 % of the people; this plan has 2.",
               "要满足全部人的 80 %，至少需要 1 处新址；本方案为 2 处。")  # fmt: skip
PLANS = {
    "town": [((21, 50), 4321.0, 5000.0, 4000.0, "", math.nan), ((40, 44), 2100.5, 3000.0, 1999.0, "", math.nan)],
    "block": [((22, 30), 777.0, 900.0, 700.0, "town-plan-02", 12.3), ((9, 9), 666.0, 800.0, 600.0, "clinic-1", 4.5)],
}


def _columns(file, path):
    return {name: [_plain(value) for value in data[()]] for name, data in file[path].items()}


def _plain(value):
    return value.decode() if isinstance(value, bytes) else value.item()


def _append(file, path, rows, **absent):
    """Appends rows, dictionaries, to a table; columns that it lacks begin with what `absent` says."""
    columns = _columns(file, path)
    count = len(next(iter(columns.values())))
    for name, value in absent.items():
        columns.setdefault(name, [value] * count)
    for row in rows:
        for name, values in columns.items():
            values.append(row[name])
    del file[path]
    write_table(file, path, list(columns), list(zip(*columns.values())))


def add_level_plans(path, infeasible=False):
    """Adds level `town` (clinics and schools, problem cover) above `block` (schools, problem require)."""
    with h5py.File(path, "a") as file:
        del file["levels"]
        names = ("id", "name", "name_zh", "rank", "reach_min", "reach_m", "bundle", "population_min", "population_max")
        nan = math.nan
        levels = [
            ("block", "Block", "街坊级", 5, 10.0, nan, "school", nan, nan),
            ("empty", "Empty", "空级", 4, nan, nan, "", nan, nan),
            ("town", "Town", "镇级", 2, 30.0, nan, "clinic school", nan, nan),
        ]
        write_table(file, "levels", names, levels)
        clinic = list(file["service_demand/service"].asstr()[()]).index("clinic")
        file["service_demand/rate"][clinic] = RATE
        _, col = np.mgrid[0 : city.ROWS, 0 : city.COLS]
        file["units/cluster/unit_of_cell"] = (col >= 40).astype(np.int32)
        clusters = [("c1", "Low Town", "下城"), ("c2", "High Town", "上城")]
        write_table(file, "units/cluster/list", ("id", "name", "name_zh"), clusters)
        west, north = city.WEST_M, city.NORTH_M
        square = [(west, north), (west + 900.0, north), (west + 900.0, north - 900.0), (west, north)]
        file["units/cluster/outline/xy"] = np.array(square)
        file["units/cluster/outline/first"] = np.array([0, 4])
        file["units/cluster/outline/feature"] = np.array([0], np.int32)
        file.copy("access/school/people/before", "access/school/people/after")
        scores = _columns(file, "scores")
        rows = [dict(zip(scores, values)) for values in zip(*scores.values())]
        _append(file, "scores", [{**row, "state": "after"} for row in rows if row["service"] == "school"])
        proofs = [
            {"problem": "require", "service": "block", "objective": 2.0, "bound": 1.0, "gap": 0.5,
             "status": "work limit", "work": 10, "seed": 1, "words": BLOCK_WORDS[0], "words_zh": BLOCK_WORDS[1]},
            {"problem": "cover", "service": "town", "objective": 9e4, "bound": 9e4, "gap": 0.0, "status": "optimal",
             "work": 10, "seed": 1, "words": TOWN_WORDS[0], "words_zh": TOWN_WORDS[1]},
        ]  # fmt: skip
        if infeasible:
            proofs[0].update(status="infeasible", objective=0.0, bound=0.0, gap=0.0)
        _append(file, "proof", proofs)
        _add_sites_and_plan(file, ("town",) if infeasible else ("town", "block"))


def _add_sites_and_plan(file, planned):
    plan, sites = [], []
    bundles = {"town": ("clinic", "school"), "block": ("school",)}
    counts = dict.fromkeys(("people_nearest", "people_in_reach", "people_alone"), 1.0)
    site = {**counts, "name": "", "name_zh": "", "counts_as": ""}
    for level in planned:
        for priority, (cell, newly, reach, worth, parent, minutes) in enumerate(PLANS[level], start=1):
            x, y = centre(*cell)
            at = {"x": x, "y": y, "row": cell[0], "col": cell[1]}
            ident = f"{level}-plan-{priority:02}"
            plan.append({**at, "problem": "cover" if level == "town" else "require", "site_id": ident, "service": level,
                         "level": level, "capacity": math.nan, "people_covered": reach, "people_newly_covered": newly,
                         "marginal_worth": worth, "priority": priority, "cost": 1.0, "existing": 0, "action": "new",
                         "cluster": "c2" if cell[1] >= 40 else "c1", "parent_site": parent, "parent_minutes": minutes})  # fmt: skip
            sites += [{**site, **at, "id": ident, "service": service, "planned": 1} for service in bundles[level]]
    x, y = centre(30, 30)
    hospital = {**site, "x": x, "y": y, "row": 30, "col": 30, "id": "hospital-1", "name": "Hill Hospital",
                "name_zh": "山医院", "service": "clinic", "planned": 0, "counts_as": "school"}  # fmt: skip
    _append(file, "plan", plan, action="new", cluster="", parent_site="", parent_minutes=math.nan)
    _append(file, "sites", [*sites, hospital], counts_as="")
    load = {"state": "after", "service": "clinic", "site": "hospital-1", "capacity": 100.0, "demand": 300.0,
            "served": 100.0, "overload": 200.0}  # fmt: skip
    _append(file, "load", [load])
