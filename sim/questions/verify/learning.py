"""What people believe of the product after they have used it so often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.learning import after_signals, posterior_variance, remaining_gap, steady_gain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

PRIOR_MEAN, QUALITY = 0.9, 0.6
PRIOR_SD, SIGNAL_SD = 0.15, 0.6
UNTAUGHT = {
    "marketing.ad_exposures": 0, "belief.sales_signal_sd": 1e9, "belief.prior_mean": PRIOR_MEAN,
    "belief.prior_sd": PRIOR_SD, "belief.use_signal_sd": SIGNAL_SD, "product.quality": QUALITY,
    "product.usage_rate": 1,
}  # fmt: skip
"""Nobody has told them anything; they use the product daily, and it always shows what it is."""


@experiment("A11", source="conjugate normal (Kalman 1960)")
def people_learn(bench: Bench) -> Iterator[Check]:
    for uses in (1, 30, 100):
        people = bench.live(quiet(UNTAUGHT, population=3, days=uses)).customers
        given = {"signal_variance": SIGNAL_SD**2, "signals": uses}
        uncertainty = posterior_variance(PRIOR_SD**2, **given)
        gap = remaining_gap(PRIOR_SD**2, **given)
        believed = (people["belief_mean"] - QUALITY) / (PRIOR_MEAN - QUALITY)
        variance = _farthest(people["belief_sd"] ** 2, uncertainty)
        yield bench.exact(f"variance of a belief after {uses} uses", variance, uncertainty, tolerance=1e-9)
        says = f"share of a wrong belief left after {uses} uses"
        yield bench.exact(says, _farthest(believed, gap), gap, tolerance=1e-9)


@experiment("A11", source="Kalman 1960")
def a_truth_that_drifts_is_followed(bench: Bench) -> Iterator[Check]:
    drift, uses = 0.03, 400
    world = quiet(UNTAUGHT, {"belief.drift_sd": drift}, population=3, days=uses)
    _, recursion = after_signals(PRIOR_SD**2, signal_sd=SIGNAL_SD, drift_sd=drift, signals=uses)
    variance = _farthest(bench.live(world).customers["belief_sd"] ** 2, recursion)
    yield bench.exact(f"variance after {uses} uses of what drifts", variance, recursion, tolerance=1e-9)
    # The variance after a signal is its gain times that of the signal.
    gain = steady_gain(drift**2, signal_variance=SIGNAL_SD**2)
    yield bench.exact("gain at which learning settles", variance / SIGNAL_SD**2, gain, tolerance=1e-9)


def _farthest(values: np.ndarray, theory: float) -> float:
    """Give the value of whoever is farthest from the theory."""
    return float(values[np.abs(values - theory).argmax()])
