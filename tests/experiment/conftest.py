"""A small sweep, finished once, and copies of its folder to do what one likes with."""

from __future__ import annotations

import shutil

import pytest
import small_sweep

from sim.experiment.store import Store


@pytest.fixture
def plan():
    """The plan of the small sweep."""
    return small_sweep.plan()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """The folder of the finished sweep, with a picture and a report, which nobody changes."""

    def dress(place):
        (place / "figures").mkdir()
        (place / "figures" / "one.svg").write_text("<svg></svg>", encoding="utf-8")
        (place / "report.html").write_text("<!doctype html>", encoding="utf-8")

    folder = tmp_path_factory.mktemp("pristine") / "tiny-00000000"
    with Store.begin(folder, small_sweep.plan()) as store:
        store.add(map(small_sweep.ended, small_sweep.plan().runs))
        store.export(dress)
    return folder


@pytest.fixture
def folder(pristine, tmp_path):
    """A copy of it."""
    return shutil.copytree(pristine, tmp_path / "results" / "tiny-00000000")
