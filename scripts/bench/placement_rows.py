"""Placement with proof against the solvers that planners' scripts call: CBC, and HiGHS through SciPy."""
import json
import math
import re

import h5py
import numpy

import measuring
import tables
from measuring import Cost, say
from placement_models import covering, merged, program_of, random_plane, write_mps

SCENARIO = """format = 1
[city]
population = {{ file = "demand.csv", id = "id", count = "people" }}
[travel]
matrix = {{ file = "ways.csv", from = "from_id", to = "to_id", metres = "metres" }}
[[service]]
id = "site"
reach_m = {reach}
[[place]]
service = "site"
candidates = {{ file = "sites.csv", id = "id" }}
stop = {{ gap = {gap} }}
{keys}
"""
KEYS = {"cover": 'problem = "cover"\ncount = {count}', "require": 'problem = "require"\nshare = 1.0',
        "median": 'problem = "median"\ncount = {count}',
        "split": 'problem = "cover"\ncount = {count}\nassignment = "split"\ncapacity = {capacity}'}


def instances(study):
    """Small ones are proved by all in seconds; the large ones are those that the solvers leave open."""
    if study.quick:
        return [covering("cover", 50, 500, 5.5, 5), random_plane("median", 20, 40, 4), random_plane("split", 15, 40, 4, 200.0)]
    return [covering("cover", 100, 10_000, 3.25, 10, known=193_099), covering("cover", 100, 100_000, 3.25, 10, known=1_897_064),
            covering("cover", 1000, 100_000, 1.0, 50, known=972_427), covering("cover", 1000, 100_000, 2.0, 20),
            covering("require", 100, 10_000, 3.25), covering("require", 1000, 100_000, 1.5),
            random_plane("median", 100, 200, 10), random_plane("median", 300, 600, 20),
            random_plane("split", 60, 300, 10, 900.0), random_plane("split", 200, 1000, 20, 1500.0)]


def write_tables(instance, folder):
    folder.mkdir(parents=True, exist_ok=True)
    people = "".join(f"p{i},{count!r}\n" for i, count in enumerate(instance.people.tolist()))
    (folder / "demand.csv").write_text("id,people\n" + people, encoding="utf-8")
    (folder / "sites.csv").write_text("id\n" + "".join(f"s{j}\n" for j in range(instance.sites)), encoding="utf-8")
    with open(folder / "ways.csv", "w", encoding="utf-8") as file:
        file.write("from_id,to_id,metres\n")
        file.writelines(f"p{i},s{j},{way!r}\n" for i, j, way in
                        zip(instance.point.tolist(), instance.site.tolist(), instance.way.tolist()))
    keys = KEYS[instance.problem].format(count=instance.count, capacity=instance.capacity)
    gap = 0.01 if instance.count == 20 and instance.problem == "cover" else 0.0
    (folder / "scenario.toml").write_text(SCENARIO.format(reach=1 if instance.problem != "median" else 1000, gap=gap, keys=keys),
                                          encoding="utf-8")


class Answer:
    """What a program says: a plan's objective and the bound, in people, sites or people times metres."""

    def __init__(self, objective, bound):
        self.objective, self.bound = objective, bound

    @property
    def gap(self):
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-9)

    def words(self):
        if not math.isfinite(self.objective):
            return "none" if not math.isfinite(self.bound) else f"none, bound {tables.figure(self.bound, 7)}"
        if self.gap <= 1e-6:
            return f"{tables.figure(self.objective, 9)} proved"
        return f"{tables.figure(self.objective, 7)}, bound {tables.figure(self.bound, 7)} ({100 * self.gap:.2f} %)"


def ours(study, instance, folder):
    cost, _ = measuring.run([study.program, "run", folder / "scenario.toml", "-o", folder / "result.h5", "--quiet"])
    with h5py.File(folder / "result.h5") as file:
        objective, bound = file["proof/objective"][0], file["proof/bound"][0]
    # A mean way there is the sum of all people's ways here.
    whole = instance.people.sum() if instance.problem == "median" else 1.0
    return cost, Answer(objective * whole, bound * whole)


def by_highs(program, sign, folder, limit_s):
    path = folder / "program.npz"
    numpy.savez(path, cost=program.cost, data=program.rows.data, indices=program.rows.indices, indptr=program.rows.indptr,
                shape=program.rows.shape, least=program.least, most=program.most, highest=program.highest, whole=program.whole)
    cost, said = measuring.run([measuring.PYTHON, study_script("highs_solve.py"), path, limit_s])
    answer = json.loads(said.strip().splitlines()[-1])
    alone = Cost(answer["cpu_s"], answer["cpu_s"], cost.memory_mb)
    values = [math.nan if answer[key] is None else sign * answer[key] for key in ("objective", "bound")]
    return alone, Answer(*values)


def study_script(name):
    return measuring.CLOCK.with_name(name)


def by_cbc(program, sign, folder, limit_s):
    path = folder / "program.mps"
    write_mps(program, path)
    cost, said = measuring.run(["cbc", path, "-sec", limit_s, "-ratio", 0, "-allow", 0, "-solve", "-quit"])
    found = re.search(r"Objective value:\s+(-?[0-9.e+]+)", said)
    bound = re.search(r"Lower bound:\s+(-?[0-9.e+]+)", said)
    objective = sign * float(found[1]) if found else math.nan
    proved = "Result - Optimal solution found" in said
    return cost, Answer(objective, objective if proved else sign * float(bound[1]) if bound else math.nan)


def against_solvers(study):
    limit_s = 5 if study.quick else 60
    lines = ["### 7. Placement with proof beside mixed-integer solvers", "",
             f"The same numbers as CSV files for ours, the whole process, and as the textbook's model for the solvers, one thread, at most "
             f"{limit_s} s each. Solvers get covering with points that the same sites reach made one, and their time is that of "
             "the search (CBC: of the process, which reads the model). A gap of 1 % is wanted of ours where the plan has 20 sites to cover, else none.", ""]
    rows, notes = [], []
    for instance in instances(study):
        say(f"  {instance.name}")
        folder = study.folder / "placement"
        write_tables(instance, folder)
        cost, own = ours(study, instance, folder)
        rows.append([f"**{instance.name}**", "", "", ""])
        rows.append(["quarterhour run", own.words(), tables.figure(cost.cpu_s), "1"])
        if not study.has("scipy"):
            # The models are made with it, for CBC too.
            continue
        program = program_of(merged(instance))
        sign = 1.0 if instance.problem in ("require", "median") else -1.0
        for peer, name, solve in (("cbc", "CBC", by_cbc), ("scipy", "HiGHS", by_highs)):
            if not study.has(peer):
                continue
            try:
                took, answer = solve(program, sign, folder, limit_s)
            except measuring.Failed as failure:
                rows.append([name, f"failed: {str(failure).splitlines()[-1][:80]}", "", ""])
                continue
            rows.append([name, answer.words(), tables.figure(took.cpu_s), tables.figure(took.cpu_s / cost.cpu_s)])
            notes += disagreement(instance, name, own, answer, sign)
        if math.isfinite(instance.known) and abs(own.objective - instance.known) > 1e-6 * instance.known:
            notes.append(f"{instance.name}: published {instance.known:,.0f}, ours {own.objective:,.0f}")
    lines += tables.table(["instance and program", "objective and bound", "CPU s", "times ours"], rows)
    if not study.has("scipy"):
        notes.append("no peer is installed")
    return [*lines, "", "Answers: " + ("; ".join(notes) if notes else
                                       "no plan is better than another's bound; published answers are met.")]


def disagreement(instance, name, own, other, sign):
    """A plan that is better than another's bound, by more than the solvers' own tolerances."""
    told = []
    for one, two, words in ((own, other, f"ours is better than {name}'s bound"), (other, own, f"{name}'s is better than our bound")):
        if math.isfinite(one.objective) and math.isfinite(two.bound):
            if sign * (two.bound - one.objective) > 1e-5 * max(abs(one.objective), 1.0):
                told.append(f"{instance.name}: {words} ({one.objective!r} against {two.bound!r})")
    return told
