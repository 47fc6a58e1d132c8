"""What was found of a claim: each effect with its interval, the region around it, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sim.questions.claims.claim import Tag
from sim.questions.claims.region import Region, looked_at
from sim.questions.claims.verdict import Standing, Verdict, standing, together, verdict
from sim.statistics.intervals import MeanInterval, mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from sim.questions.claims.claim import Claim
    from sim.questions.claims.effect import Effect
    from sim.questions.claims.experiment import Expected, Experiment

    Floats = NDArray[np.float64]

__all__ = ["Finding", "Part", "found"]


@dataclass(frozen=True)
class Part:
    """One effect in the claim's own world, and how it stands to what was expected of it."""

    effect: Effect
    expected: Expected
    found: MeanInterval

    @property
    def standing(self) -> Standing:
        """For, against, or open."""
        return standing(self.found.low, self.found.high, self.expected)


@dataclass(frozen=True)
class Finding:
    """The answer on one claim; without an experiment it has no parts, and without a region none was looked at."""

    claim: Claim
    parts: tuple[Part, ...] = ()
    region: Region | None = None
    smaller: Mapping[str, int] = field(default_factory=dict)
    """Settings of a quick trial that make its own world smaller than the claim's."""

    def __repr__(self) -> str:
        return f"<Finding {self.claim.id}: {self.verdict or 'not tried'}>"

    @cached_property
    def standing(self) -> Standing:
        """How the claim stands in its own world."""
        return together([part.standing for part in self.parts]) if self.parts else Standing.OPEN

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict; None of what is outside the model, or was not tried."""
        if self.claim.tag is Tag.BUILT_IN:
            return Verdict.BY_CONSTRUCTION
        if not self.parts:
            return None
        return verdict(self.standing, self.region.standings if self.region else ())


def found(claim: Claim, own: pd.DataFrame, region: pd.DataFrame | None = None) -> Finding:
    """Judge a claim by the runs of its own world, and of its region if that was looked at."""
    assert claim.experiment is not None
    parts = tuple(
        Part(effect, expected, mean_interval(own[name].to_numpy(float)))
        for name, (effect, expected) in _named_parts(claim.experiment).items()
    )
    return Finding(claim, parts, None if region is None else _region(claim.experiment, region))


def _named_parts(experiment: Experiment) -> dict[str, tuple[Effect, Expected]]:
    from sim.questions.claims.experiment import named

    return {named(at): part for at, part in enumerate(experiment.parts)}


def _region(experiment: Experiment, runs: pd.DataFrame) -> Region:
    parts = _named_parts(experiment)
    tables = [runs.pivot(index="point", columns="replication", values=name).to_numpy(float) for name in parts]
    points = runs.drop_duplicates("point").set_index("point").sort_index()
    values = {key: points[key].to_numpy(float) for key in experiment.region}
    return looked_at(values, tables, [expected for _, expected in parts.values()])
