"""Counterfactuals made by hand: so many people of each outcome, and what is told of them."""

from __future__ import annotations

import pandas as pd

from sim.questions.counterfactual import OUTCOMES, Counterfactual
from sim.questions.who import EVERYBODY, LIVES, OF_A_LIFE, TRAITS, WAIT, unit_of

NAMES = ("the poor desk", "the good desk")


def lived(*runs, one_life=(0, 0, 0, 0), told=(), names=NAMES, segments=()):
    """Give a counterfactual: people saved, harmed, kept and lost anyway in each run.

    `told` gives (outcome, life, what) their values, one a run; what is not given is 1 for everybody.
    """
    rows = [
        {
            "replication": number, "everybody": sum(people), **dict(zip(OUTCOMES, people, strict=True)),
            **{f"{outcome}_one_life": alone for outcome, alone in zip(OUTCOMES, one_life, strict=True)},
            "stay_before": people[1] + people[2], "stay_after": people[0] + people[2],
        }
        for number, people in enumerate(runs)
    ]  # fmt: skip
    things = [("before", trait, unit) for trait, unit in TRAITS.items()]
    things += [("before", f"segment: {name}", "share") for name in segments]
    things += [(life, what, unit_of(what)) for life in LIVES for what in (*OF_A_LIFE, WAIT)]
    values = dict(told)
    facts = [
        {"replication": number, "outcome": outcome, "life": life, "what": what, "unit": unit,
         "value": values.get((outcome, life, what), [1.0] * len(runs))[number]}
        for number in range(len(runs)) for outcome in (EVERYBODY, *OUTCOMES) for life, what, unit in things
    ]  # fmt: skip
    return Counterfactual(names, pd.DataFrame(rows), pd.DataFrame(facts))
