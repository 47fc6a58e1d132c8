"""The picture of benchmarks/README.md, drawn from what is kept in runs.json.

Beside other tools: how many times as long each takes for the same desk and the same crowd. As worlds grow: what a
customer-day takes in both engines.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from peers import CONTACTS
from tables import HERE, SHOWN, last

from sim.report.figures.axes import named, tick
from sim.report.figures.saving import svg
from sim.report.figures.style import BLUE, INK, ORANGE, TYPE, Sheet, in_house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Runs = dict[str, list[dict[str, Any]]]

ROW = 0.31
HEAD = 0.62
GROWTH = 2.1
NEEDED = ("desk", "crowd", "customers", "engines")
TASKS = {
    "desk": "The same desk: times as long as Trapeze",
    "crowd": "The same crowd of so many customers",
}


def draw(runs: Runs) -> None:
    """Write the picture, once there is something to draw."""
    if all(name in runs for name in NEEDED):
        (HERE / "speed.svg").write_bytes(svg(speed(runs), "speed"))


@in_house_style
def speed(runs: Runs) -> Figure:
    """Draw the other tools above, growth below."""
    beside = {"desk": times_ours(runs["desk"], "contacts"), "crowd": times_ours(runs["crowd"], "customers")}
    whole = sum(HEAD + ROW * len(tools) for tools in beside.values()) + HEAD + GROWTH + 0.5
    sheet, top = Sheet(finding(beside), dated(runs), height=whole), whole
    for name, tools in beside.items():
        bottom = top - HEAD - ROW * len(tools)
        against_one(sheet.axes(1.55, 0.2, bottom=bottom + 0.3, top=top - 0.3), tools, TASKS[name])
        top = bottom
    growth(sheet.axes(0.65, 1.1, bottom=0.5, top=top - 0.35), runs)
    return sheet.figure


def finding(beside: dict[str, dict[str, float]]) -> str:
    """Say what the picture shows."""
    desk = beside["desk"]
    return (
        f"For the same desk SimPy as in its manual takes {desk['SimPy']:.0f} times as long as Trapeze, and Cimba, "
        f"which is compiled, {desk['Cimba']:.1f} times"
    )


def dated(runs: Runs) -> str:
    """Say when it was measured."""
    days = sorted({run["when"].split()[0] for name in NEEDED for run in last(runs[name])})
    return f"{' to '.join(dict.fromkeys((days[0], days[-1])))} · medians of up to {SHOWN} runs"


def times_ours(runs: list[dict[str, Any]], size: str) -> dict[str, float]:
    """Give how many times as long each tool takes; in its name how large the task was, where that differs."""
    found: dict[tuple[str, int], list[float]] = {}
    for run in last(runs):
        for row in run["rows"]:
            found.setdefault((row["tool"].split()[0], row[size]), []).append(row["of ours"])
    if size == "contacts":
        return {tool: median(times) for (tool, contacts), times in found.items() if contacts == max(CONTACTS)}
    return {f"{tool}, {tick(people)}": median(times) for (tool, people), times in found.items()}


def against_one(ax: Axes, tools: dict[str, float], name: str) -> None:
    """Draw how far each tool is from our time, on a logarithmic scale, and write its number."""
    for y, (tool, times) in enumerate(tools.items()):
        colour = BLUE if tool.startswith("Trapeze") else INK
        ax.plot([1.0, times], [y, y], color=colour, linewidth=2.5)
        ax.plot(times, y, color=colour, marker="o", markersize=7)
        ax.text(max(times, 1.0) * 1.2, y, f"{times:.0f}" if times >= 10 else f"{times:.1f}", va="center",
                fontsize=TYPE)  # fmt: skip
    ax.set(xscale="log", xlim=(0.4, 400), ylim=(len(tools) - 0.4, -0.6))
    ax.set_yticks(range(len(tools)), list(tools))
    ax.tick_params(axis="both", length=0, labelbottom=False)
    ax.minorticks_off()
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.axvline(1.0, color=BLUE, linewidth=1)
    ax.set_title(name, loc="left", fontsize=TYPE, pad=4, x=-0.45)


def growth(ax: Axes, runs: Runs) -> None:
    """Draw what a customer-day takes in worlds of each size."""
    for name, of, figure, unit, colour, label in (
        ("engines", "customers", "plain, us a customer-day", 1e3, ORANGE, "plain engine"),
        ("customers", "customers", "ns a customer-day", 1.0, BLUE, "fast engine"),
    ):
        sizes = [row[of] for row in runs[name][-1]["rows"]]
        times = [
            median(row[figure] * unit for run in runs[name][-SHOWN:] for row in run["rows"] if row[of] == size)
            for size in sizes
        ]
        ax.plot(sizes, times, color=colour, marker="o", linestyle="-" if colour == BLUE else "--")
        ax.annotate(label, (sizes[-1], times[-1]), xytext=(8, 0), textcoords="offset points", va="center")
    ax.set(xscale="log", yscale="log", ylim=(20, 40_000), xlabel="customers")
    named(ax, "Nanoseconds a customer-day")
    ax.xaxis.set_major_formatter(lambda value, _: tick(value))
    ax.minorticks_off()
