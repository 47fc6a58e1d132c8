"""Small worlds to draw, ordinary ones and odd ones, and what stands where on a drawing."""

from __future__ import annotations

from functools import cache

import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim import Scenario, simulate
from sim.report import figures
from sim.report.figures import saving
from sim.report.figures.saving import DOTS_PER_INCH
from sim.report.figures.style import POINTS

WORLDS = {
    "typical": ({"population": 200, "days": 100}, 2),
    "market": ({"population": 300, "days": 50, "protocol": "market"}, 2),
    "no desk": ({"population": 200, "days": 30, "desk.agents": 0, "log": "all"}, 2),
    "weak": ({"population": 200, "days": 40, "product.quality": 0.1, "returns.rate": 0.0, "log": "all"}, 2),
    "one replication": ({"population": 100, "days": 30, "measure_from_day": 10}, 1),
    "one customer, one day": ({"population": 1, "days": 1}, 2),
    "nobody": ({"population": 0, "days": 10}, 2),
}


@cache
def made(name):
    """Give the results of a world, made once."""
    settings, replications = WORLDS[name]
    return simulate(Scenario.load("default").but(settings), replications=replications, seed=1)


@pytest.fixture(scope="session")
def world():
    return made


@pytest.fixture(scope="session")
def pictures(world):
    """Give the pictures of a world, drawn once."""
    drawn = {}

    def figures_of(name):
        if name not in drawn:
            drawn[name] = figures.of_run(world(name))
        return drawn[name]

    return figures_of


@pytest.fixture
def texts(monkeypatch):
    """Draw a figure as for a file and give the boxes of all the texts that were drawn, in points."""

    def drawn(figure):
        seen = []
        draw = Text.draw

        def noticed(self, renderer):
            if self.get_visible() and self.get_text().strip():
                box = self.get_window_extent(renderer)
                seen.append((self.get_text(), Bbox(box.get_points() * POINTS / DOTS_PER_INCH)))
            return draw(self, renderer)

        with monkeypatch.context() as patched:
            patched.setattr(Text, "draw", noticed)
            saving.png(figure)
        return seen

    return drawn


def colliding(boxes, *, slack=1.0):
    """Give the pairs of texts that lie on each other by more than `slack` points both ways."""
    return [
        (one, other)
        for i, (one, a) in enumerate(boxes)
        for other, b in boxes[i + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]


def leaving(boxes, figure, *, slack=0.5):
    """Give the texts that do not lie within the figure."""
    width, height = figure.get_size_inches() * POINTS
    return [
        text
        for text, box in boxes
        if box.x0 < -slack or box.y0 < -slack or box.x1 > width + slack or box.y1 > height + slack
    ]
