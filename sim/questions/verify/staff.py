"""The skill of a team that learns and turns over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.renewal import steady_skill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check


@experiment("A17", source="fixed point of learning and leaving")
def skill_settles(bench: Bench) -> Iterator[Check]:
    skill, turnover, learn_days, newhire = 0.75, 1.0, 60.0, 0.5
    team = {
        "staff.skill": skill, "staff.turnover_per_year": turnover, "staff.learn_days": learn_days,
        "staff.newhire_share": newhire,
    }  # fmt: skip
    lived = bench.live(quiet(team, population=0, days=800)).daily["skill"][-1]
    settled = steady_skill(skill, learn_days=learn_days, turnover_per_year=turnover, newhire_share=newhire)
    yield bench.exact("skill of a team after two years", lived, settled, tolerance=1e-6)
