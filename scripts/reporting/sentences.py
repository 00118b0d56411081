"""Findings of one service in words. Each function gives a list of sentences in every language of the page."""

import math

from .scores import ALL_GROUPS, Metric

# Differences below this share of a person or of one are rounding, not findings.
HALF_A_PERSON = 0.5
SHARE_SHOWN = 0.0005
WORST_NAMED = 5
NOTHING = 1e-9
ELLIPSIS = "…"


def _finite(*values):
    return all(math.isfinite(value) for value in values)


def lead(words, service):
    """Who can reach the service today, what the circle would say, and what the plan changes."""
    before, after = service.city("before"), service.city("after")
    if not service.has_existing and service.has_after:
        return [
            words("lead_before_none", total=before(Metric.PEOPLE)),
            words("lead_first", covered=after(Metric.COVERED), share=after(Metric.COVERED_SHARE), service=service.name),
        ]
    sentences = [
        words(
            f"lead_before_{service.reach_by}{service.given}",
            service=service.name,
            by=service.by(words),
            covered=before(Metric.COVERED),
            total=before(Metric.PEOPLE),
            share=before(Metric.COVERED_SHARE),
            limit=service.limit_m if service.reach_by == "metres" else service.limit_min,
            limit_m=service.limit_m,
        )
    ]
    if len(service.groups) == 1 and _finite(before(Metric.CIRCLE_SHARE), service.circle_radius_m):
        claim = words("lead_circle", radius=service.circle_radius_m, circle_share=before(Metric.CIRCLE_SHARE))
        sentences[0] = words.join([sentences[0], claim])
    if service.has_after:
        gain = service.gain
        key = "lead_gain" if gain >= HALF_A_PERSON else "lead_loss" if gain <= -HALF_A_PERSON else "lead_no_gain"
        sentences.append(
            words(key, covered=after(Metric.COVERED), share=after(Metric.COVERED_SHARE), gain=gain, loss=-gain)
        )
    return sentences


def circle(words, service):
    """How the straight-line circle misleads today, and how much of that the grid alone would."""
    scores = service.city("before", service.group["id"])
    claimed = scores(Metric.CIRCLE_PEOPLE)
    over = scores(Metric.OVERSTATEMENT)
    radius = service.circle_radius_m
    if not _finite(claimed) or not service.has_existing:
        return []
    if not _finite(over, radius) or claimed <= 0:
        return [words("circle_none")]
    missed = scores(Metric.CIRCLE_MISSED)
    sentences = [words("circle_claim", radius=radius, circle=claimed, missed=missed, by=service.by(words))]
    beyond = scores(Metric.CIRCLE_BEYOND)
    if _finite(beyond) and beyond >= HALF_A_PERSON:
        sentences.append(words("circle_beyond", beyond=beyond))
    key = "circle_over" if over >= SHARE_SHOWN else "circle_under" if over <= -SHARE_SHOWN else "circle_equal"
    sentences.append(words(key, overstatement=over, understatement=-over))
    flat = scores(Metric.OVERSTATEMENT_FLAT)
    if _finite(flat):
        sentences.append(words("circle_flat", flat=flat))
    if len(service.groups) > 1:
        sentences.append(words("drawn_for", group=service.group["name"]))
    return sentences


def proof(words, row, has_existing):
    """What the plan reaches and what no plan can do better: the result's own words, and how near that is."""
    status = row["status"]
    told = {"en": row["words"], "zh": row["words_zh"] or row["words"]}
    if status == "infeasible":
        return [words("proof_infeasible", reason=told)]
    sentences = [words("proof_words", proof=told)]
    kind = {"require": "require", "median": "ways", "center": "ways", "fair": "fair"}.get(row["problem"], "cover")
    if status == "optimal":
        sentences.append(words("proof_best"))
    elif abs(row["objective"]) > NOTHING:
        sentences.append(words(f"proof_{kind}_gap", gap=row["gap"]))
    if kind != "require" and has_existing:
        sentences.append(words("proof_existing_count"))
    sentences = [words.join(sentences)]
    if status in ("time limit", "interrupted"):
        sentences.append(words("proof_not_repeatable"))
    return sentences


def sure(words, service):
    """How far the answer hangs on the pace, in each state."""
    sentences = []
    for state in service.states:
        scores = service.city(state)
        low, high, near = scores(Metric.SURE_LOW), scores(Metric.SURE_HIGH), scores(Metric.NEAR_LIMIT)
        if _finite(low, high):
            parts = [words(f"sure_{state}", low=low, high=high)]
            if _finite(near):
                parts.append(words("sure_near", near=near))
            sentences.append(words.join(parts))
    return sentences


def fairness(words, service):
    """The worst unit of each kind, and old people against adults, in the last state."""
    state, told = service.last_state, []
    for kind in service.scores.unit_kinds():
        units = service.study.units(kind)
        lowest = service.city(state)(Metric.worst(kind))
        worst = [
            unit["name"]
            for unit in units
            if service.scores.at(state, service.id, service.everybody, kind, unit["id"])(Metric.COVERED_SHARE) == lowest
        ]
        if not worst or len(units) < 2:
            continue
        values = {"kind": words.term(f"kind_{kind}", kind), "share": lowest, "state": words.state(state)}
        if len(worst) == 1:
            told.append(words("fair_worst", unit=worst[0], **values))
        else:
            names = words.listed(worst[:WORST_NAMED] + ([ELLIPSIS] if len(worst) > WORST_NAMED else []))
            told.append(words("fair_worst_many", count=len(worst), units=names, **values))
    difference = service.city(state, ALL_GROUPS)(Metric.ELDERLY)
    if _finite(difference):
        key = "fair_old_same"
        if abs(difference) >= SHARE_SHOWN:
            key = "fair_old_fewer" if difference < 0 else "fair_old_more"
        told.append(words(key, points=difference))
    return told
