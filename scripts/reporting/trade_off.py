"""What other counts, budgets or shares than the planned one would bring: a chart, a table, and the worth of one more."""

import math
from dataclasses import dataclass
from itertools import groupby

AMOUNTS = ("sites", "budget", "share", "unit_share")
# What grows with the amount though less of it is better, and what is better the more there is of it.
LARGEST = ("covered", "served", "lowest_share")
# What a number of each unit is rounded to: values to no more than was reached, bounds outward.
STEPS = {"people": 1.0, "needs": 1.0, "1": 0.001, "min": 0.01, "m": 1.0}
# The chart in its own units; type is 15 of them high.
WIDTH, HEIGHT = 760, 330
LEFT, RIGHT, TOP, BOTTOM = 104, 24, 16, 40
TICKS = 5
# Labels of amounts stand at least so far apart.
LABEL_APART = 46


@dataclass
class Point:
    amount: float
    value: float
    bound: float
    planned: bool

    @property
    def has_plan(self):
        return math.isfinite(self.value)

    @property
    def is_proved(self):
        # Bounds of shares and of people shared out carry what rounding leaves.
        return abs(self.value - self.bound) <= 1e-8 * abs(self.value)


def trade_offs(rows, ident):
    """The trade-offs of a service or level, as its plans have them."""
    own = sorted((row for row in rows if row["service"] == ident), key=lambda row: (row["plan"], row["point"]))
    return [TradeOff(list(lines)) for _, lines in groupby(own, key=lambda row: row["plan"])]


class TradeOff:
    """One plan's points by rising amount. Attributes are what trade_off.html.j2 asks for."""

    def __init__(self, rows):
        amounts = {row["point"]: row for row in rows if row["measure"] in AMOUNTS}
        reached = [row for row in rows if row["measure"] not in AMOUNTS]
        self.problem = rows[0]["problem"]
        self.amount = next(iter(amounts.values()))["measure"]
        self.measure = reached[0]["measure"]
        # A point without a plan knows no unit.
        unit = next((row["unit_of_measure"] for row in reached if row["unit_of_measure"]), "")
        self.unit = "" if unit == "cost" else unit
        self.amount_unit = {"sites": "sites", "budget": "", "share": "1", "unit_share": "1"}[self.amount]
        self.is_largest = self.measure in LARGEST
        self.points = [
            Point(amounts[row["point"]]["value"], row["value"], row["bound"], bool(row["planned"])) for row in reached
        ]
        self.all_proved = all(point.is_proved for point in self.points if point.has_plan)
        self.chart = Chart(self) if sum(point.has_plan for point in self.points) > 1 else None

    def reached(self, point):
        """What the plan reaches, rounded to no more than it does."""
        return self._careful(point.value, not self.is_largest)

    def limit(self, point):
        """What no plan can pass, rounded outward."""
        return self._careful(point.bound, self.is_largest)

    def _careful(self, value, up):
        step = STEPS.get(self.unit)
        if step is None or not math.isfinite(value):
            return value
        steps = value / step
        return (math.ceil(steps - 1e-6) if up else math.floor(steps + 1e-6)) * step

    def each_more(self, index):
        """Change for each unit of the amount since the point before; NaN where either has no plan."""
        if index == 0:
            return math.nan
        before, point = self.points[index - 1], self.points[index]
        return (point.value - before.value) / (point.amount - before.amount)

    @property
    def next_site(self):
        """What one site beyond the plan would bring, exactly or at least and at most; None where it was not looked at."""
        for point, more in zip(self.points, self.points[1:]):
            if self.amount != "sites" or not point.planned or more.amount != point.amount + 1:
                continue
            if not (point.has_plan and more.has_plan):
                return None
            sign = 1.0 if self.is_largest else -1.0
            # What is best with either count lies between what its plan reaches and its bound.
            if point.is_proved and more.is_proved:
                return {"exactly": sign * (more.value - point.value)}
            least = max(0.0, sign * (more.value - point.bound))
            return {"least": self._careful(least, False), "most": self._careful(sign * (more.bound - point.value), True)}
        return None


def nice_step(span):
    """1, 2 or 5 times a power of ten, so that some five of them make the span."""
    power = 10.0 ** math.floor(math.log10(span / TICKS))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power * TICKS >= span)


class Chart:
    """The points as a drawing: plans as a line, what no plan can pass as another, between them what is not known."""

    width, height = WIDTH, HEIGHT

    def __init__(self, trade_off):
        found = [point for point in trade_off.points if point.has_plan]
        values = [value for point in found for value in (point.value, point.bound) if math.isfinite(value)]
        low, high = min(values), max(values)
        step = nice_step(max(high - low, 1e-9 * max(abs(high), 1.0)))
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        if high <= low:
            high = low + step
        first, last = found[0].amount, found[-1].amount

        def across(amount):
            return LEFT + (WIDTH - LEFT - RIGHT) * (amount - first) / (last - first)

        def down(value):
            return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

        self.bottom = HEIGHT - BOTTOM
        self.left, self.right = LEFT - 8, WIDTH - RIGHT + 8
        count = round((high - low) / step)
        self.ticks = [{"y": down(low + k * step), "value": round(low + k * step, 12)} for k in range(count + 1)]
        self.marks = [
            {"x": across(point.amount), "y": down(point.value), "bound": down(point.bound), "amount": point.amount,
             "planned": point.planned} for point in found
        ]  # fmt: skip
        taken = -math.inf
        # The planned amount is always named, others where there is room.
        planned = [mark["x"] for mark in self.marks if mark["planned"]]
        for mark in self.marks:
            clear = all(abs(mark["x"] - x) >= LABEL_APART for x in planned)
            mark["named"] = mark["planned"] or (clear and mark["x"] - taken >= LABEL_APART)
            if mark["named"]:
                taken = mark["x"]
        self.line = " ".join(f"{mark['x']:.1f},{mark['y']:.1f}" for mark in self.marks)
        self.bound_line = " ".join(f"{mark['x']:.1f},{mark['bound']:.1f}" for mark in self.marks)
        back = " ".join(f"{mark['x']:.1f},{mark['bound']:.1f}" for mark in reversed(self.marks))
        self.band = f"{self.line} {back}"
