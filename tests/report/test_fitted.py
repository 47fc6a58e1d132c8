"""What is said of a fit."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from sim.report import fitted


def test_a_small_setting_and_its_noise_are_written_with_their_zeros(shown):
    row = {"key": "loyalty.churn_rate", "was": 6e-5, "value": 5.39e-5, "se": 2.9e-6}
    table = pd.DataFrame([row | {"low_if_off": 4.71e-5, "high_if_off": 6.18e-5}])
    found = SimpleNamespace(estimates=table, targets=())
    line = shown(fitted._show_settings, found, "archetypes/subscription").splitlines()[2]
    assert " ".join(line.split()) == "loyalty.churn_rate 0.00006 0.0000539 ±0.0000058 0.0000471 – 0.0000618"
