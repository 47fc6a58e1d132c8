"""A small run, finished once, and copies of its folder to do what one likes with."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from small_firm import SETTINGS

from sim.scenario import Scenario
from sim.simulate import simulate

if TYPE_CHECKING:
    from sim.results import Results

TABLES = ("summary", "runs", "daily", "flows", "customers", "contacts", "events")


@pytest.fixture(scope="session")
def small():
    """Two replications of a tiny firm."""
    return simulate(Scenario().but(SETTINGS), replications=2, seed=5)


@pytest.fixture(scope="session")
def pristine(small, tmp_path_factory):
    """The folder of the small run, with a picture and a report, which nobody changes."""

    def dress(place):
        (place / "figures").mkdir()
        (place / "figures" / "one.svg").write_text("<svg></svg>", encoding="utf-8")
        (place / "report.html").write_text("<!doctype html>", encoding="utf-8")

    return small.save(tmp_path_factory.mktemp("pristine") / "seed-5", dress=dress)


@pytest.fixture
def folder(pristine, tmp_path):
    """A copy of it."""
    return shutil.copytree(pristine, tmp_path / "custom-00000000" / "seed-5")


@pytest.fixture
def same():
    """Give a function that holds two results equal: every table, every type, every bit."""
    from pandas.testing import assert_frame_equal

    def hold(one: Results, other: Results) -> None:
        for table in TABLES:
            assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True, obj=table)

    return hold
