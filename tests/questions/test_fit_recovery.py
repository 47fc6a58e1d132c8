"""Known settings are found again from what a firm of them would observe, as surely as the fit says.

Takes some minutes; `-s` shows the figures that docs/fitting.md reports:

    pytest -m slow -s tests/questions/test_fit_recovery.py
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.fit import fit, fitting
from sim.questions.fit.knobs import asked_for, knobs_for
from sim.questions.fit.targets import of_table
from sim.questions.observed import Observation, error_of_share
from sim.scenario import Scenario
from sim.simulate import Job

FIRMS, PEOPLE, DAYS = 20, 1_500, 30
AGES = (7, 15, 30)
FIRM = Scenario.load("archetypes/subscription").but({
    "population": PEOPLE, "represents": 1, "days": DAYS, "desk.agents": 0.6, "loyalty.churn_rate": 0.005,
    "log": "none",
})  # fmt: skip
ROWS = (
    *(Observation("retention", 0.9, age, 0.01, of=PEOPLE, is_measured=True) for age in AGES),
    Observation("contact_rate", 1.0, DAYS, 0.05, is_measured=True),
    Observation("first_contact_resolution", 0.7, DAYS, 0.02, is_measured=True),
    Observation("nps", 10.0, DAYS, 2.0, is_measured=True),
)
FARTHEST = np.array([0.7, 0.5, 0.5, 0.5, 0.5])
"""How far the settings of the firms lie from the archetype, in units of their knobs."""


def observed_by(truth, seed):
    """What one such firm observes in its life, with the errors that it would state.

    Those of retention follow from its customers; those of what is no simple share from 24 other lives.
    """
    spec = FIRM.but(truth)
    targets = of_table(ROWS, DAYS)
    lives = [Job(spec, seed, number).run(lambda: None) for number in range(25)]
    measured = np.array([[target.measured(life) for target in targets] for life in lives])
    for row, values in zip(ROWS, measured.T, strict=True):
        share = row.measure == "retention"
        error = error_of_share(values[0], PEOPLE) if share else float(values[1:].std(ddof=1))
        yield Observation(row.measure, float(values[0]), row.age_days, error, of=row.of, is_measured=True)


@pytest.mark.slow
def test_twenty_firms_are_found_again_within_the_stated_intervals(monkeypatch):
    """Of 100 settings 95 are to lie in their intervals of 95 %; fewer than 88 would have a chance below 0.005.

    Settings that are said to be not told apart have no interval, and are counted for themselves.
    """
    monkeypatch.setattr(fitting, "ENOUGH_PEOPLE", 3 * PEOPLE)
    knobs = knobs_for(asked_for(ROWS), FIRM)
    covered, unsettled, apart, met = [], [], [], []
    for firm in range(FIRMS):
        moves = np.random.default_rng(firm).uniform(-1.0, 1.0, len(knobs)) * FARTHEST
        truth = {}
        for knob, move in zip(knobs, moves, strict=True):
            truth |= knob.at(move * knob.unit)
        found = fit(FIRM, {}, tuple(observed_by(truth, 1_000 + firm)), rivals=(), seed=firm)
        rows = found.estimates.drop_duplicates("knob").set_index("knob")
        for knob in knobs:
            row, value = rows.loc[knob.name], truth[knob.key]
            if np.isnan(row["se"]):
                unsettled.append(knob.name)
            else:
                covered.append((firm, knob.name, bool(row["low_if_off"] <= value <= row["high_if_off"])))
        spread = np.sqrt(np.diag(found._if_off))
        apart.append((found.place - moves) / spread)
        met.append(found.chance_of_misses)
        print(f"firm {firm}: apart {np.round(apart[-1], 2)}, spread {np.round(spread, 3)}, alike {found.alike}, "
              f"chance of misses {met[-1]:.2f}")  # fmt: skip
    by_knob = {knob.name: sum(ok for _, name, ok in covered if name == knob.name) for knob in knobs}
    held = sum(by_knob.values())
    print(f"intervals that hold the truth: {held} of {len(covered)}; {by_knob}; not told apart: {unsettled}")
    print(f"root mean square of the errors in their own units: {np.sqrt(np.mean(np.square(apart))):.2f}")
    print(
        f"largest: {np.abs(apart).max():.1f}; misses beyond chance (1 %): {sum(p < 0.01 for p in met)} of {FIRMS}"
    )
    assert held / len(covered) >= 0.88
    assert len(unsettled) <= 10
    assert 0.7 < np.sqrt(np.mean(np.square(apart))) < 1.3
