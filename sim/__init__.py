"""Trapeze: customers, their journey, and how much service can rescue.

from sim import Scenario, compare, rescue, simulate

firm = Scenario.load("default")                      # a TOML file, or a name in scenarios/
better = firm.but({"desk.staffing_ratio": 1.4})      # frozen; a change is another scenario
results = simulate(better, replications=8, seed=1)   # same scenario, same seed: same numbers
results.summary                                      # one row a measure, with its interval
results.daily, results.customers, results.contacts   # tidy pandas tables
compare(firm, better).moved                          # what differs, on common random numbers
rescue(firm).index                                   # the share of the gap that service closes
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiment.sweep import Sweep
    from sim.questions.compare import compare
    from sim.questions.rescue import rescue
    from sim.questions.sweep import sweep
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import simulate

__all__ = ["Results", "Scenario", "Sweep", "compare", "rescue", "simulate", "sweep"]
__version__ = "0.1.0"

_HOMES = {
    "Results": "sim.results",
    "Scenario": "sim.scenario",
    "Sweep": "sim.experiment.sweep",
    "compare": "sim.questions.compare",
    "rescue": "sim.questions.rescue",
    "simulate": "sim.simulate",
    "sweep": "sim.questions.sweep",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name when it is first touched: `import sim` alone loads nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package as a module that keeps `sim.simulate` the function.

    Python binds a submodule to its package once it is loaded, so the module `sim.simulate` would hide the
    function of that name as soon as anything had imported it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and _HOMES.get(name) == value.__name__:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
