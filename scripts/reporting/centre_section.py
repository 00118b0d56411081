"""The plan for the centres of one level: a bundle of services at one place."""

import math

from .result_file import bilingual


class CentreSection:
    """New centres of a level. Attributes are what centres.html.j2 asks for."""

    def __init__(self, study, level, ident):
        self.ident = ident
        self.name = level["name"]
        self.services = level["services"]
        self.rows = sorted(
            (row for row in study.plan if row["service"] == level["id"] and not row["existing"]),
            key=lambda row: row["priority"],
        )
        self.kept = sum(1 for row in study.plan if row["service"] == level["id"] and row["existing"])
        self.proofs = [row for row in study.proof if row["service"] == level["id"]]
        self._sites = {site["id"]: bilingual(site) for site in study.sites}
        self._clusters = {unit["id"]: unit["name"] for unit in study.units("cluster")}
        self.has_cluster = any(row.get("cluster") for row in self.rows)
        self.has_parent = any(row.get("parent_site") for row in self.rows)

    def cluster(self, row):
        return self._clusters.get(row["cluster"], row["cluster"])

    def parent(self, row):
        return self._sites.get(row["parent_site"], row["parent_site"])

    def site(self, row):
        return self._sites.get(row["site_id"], row["site_id"])

    @staticmethod
    def has_minutes(row):
        return math.isfinite(row["parent_minutes"])


def centre_sections(study, levels, ident):
    """A section for each level that the result plans centres for, in the levels' order."""
    services = {row["id"] for row in study.services}
    planned = {row["service"] for row in [*study.plan, *study.proof]} - services
    return [
        CentreSection(study, level, f"{ident}-centres-{number}")
        for number, level in enumerate(levels, start=1)
        if level["id"] in planned
    ]
