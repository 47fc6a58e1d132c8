"""What `import sim` offers: a short sorted list, fetched when touched."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

import sim


def test_the_public_names_are_sorted_and_few():
    assert list(sim.__all__) == sorted(sim.__all__)
    assert set(sim.__all__) <= set(dir(sim))


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_there_and_documented(name):
    assert inspect.getdoc(getattr(sim, name))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'compare_all'"):
        sim.compare_all  # noqa: B018


def test_simulate_stays_the_function_after_its_module_was_loaded():
    module = import_module("sim.simulate")
    assert sim.simulate is module.simulate
    assert callable(sim.simulate)
