"""A model that is a formula: for what is asked of the fit and not of the model."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.fit.bench import Bench


@pytest.fixture
def on_paper(monkeypatch):
    """Give a function that puts a formula, settings in and figures out, in the place of the model."""

    def put(formula, noise=0.02, luck=0):
        def tried(self, trials, _what):
            for settings, numbers in trials:
                spec = self.base.but(settings)
                self.made += len(numbers)
                normal = [
                    np.random.default_rng(luck + number).normal(size=len(self.figures)) for number in numbers
                ]
                yield np.array(formula(spec)) + noise * self.tolerance * np.array(normal)

        monkeypatch.setattr(Bench, "tried", lambda self, *asked: list(tried(self, *asked)))

    return put
