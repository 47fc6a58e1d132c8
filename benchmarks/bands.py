"""Recompute what the defaults say, beside the calibration study they come from.

    python benchmarks/bands.py                                  the full study: 20,000 customers, 4 replications
    python benchmarks/bands.py --population 2000                a quick look

Runs the typical goods firm and the four cells of the rescue question on common random numbers. The bands are those
of a calibration study with a simpler desk (one pooled channel, no e-mail carried over night); the expectations are
those of a second, independent implementation. A figure outside its band is a difference to be explained, and is
explained in benchmarks/README.md; nothing is tuned to reach a band. What the world says is another question:
`python run.py facts`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from sim import Results, Scenario
from sim.measures.record import Phase
from sim.questions.facts.cases import Seen
from sim.questions.facts.levels import praise_for_each_complaint, share_with_a_failure
from sim.questions.rescue import CELLS, Rescue, cells_of, sides_of
from sim.simulate import simulate_all
from sim.statistics.intervals import MeanInterval, mean_interval

BANDS = json.loads((Path(__file__).parents[1] / "tests/data/plausibility_bands.json").read_text())

NAMES = {
    "nps_survivors": "nps_current",
    "failures_per_customer": "failures_per_buyer",
    "contacts_per_customer": "contacts_per_buyer",
    "csat_top2": "csat_top2_of_survivors",
}
"""What the calibration study called differently."""

MARKET = "market_730d_60k"
HERE = "here"

EXPECTED = {
    "typical": {
        "retention": 0.70, "cx": -0.005, "contacts_per_buyer": 1.33, "contacts_per_customer_year": 1.64,
        "returns": 0.06, "abandonment": 0.085, "first_contact_resolution": 0.71,
    },
    "weak_poor": {"retention": 0.27},
    "weak_excellent": {"retention": 0.37},
    "strong_poor": {"retention": 0.82},
    "strong_excellent": {"retention": 0.86},
    MARKET: {},
}  # fmt: skip
"""What an independent implementation of the same specification found, to two figures."""


def main() -> None:
    """Run the study and print it."""
    options = arguments()
    base = Scenario.load("default").but({"population": options.population, "days": options.days})
    cells = cells_of(base)
    funnel = {"protocol": "market", "days": 2 * options.days, "population": 3 * options.population}
    market = base.but(funnel | {"represents": 1})
    begun = time.monotonic()
    finished = simulate_all(
        [base, *cells, market],
        replications=options.replications,
        workers=options.workers,
        engine=options.engine,
        progress=lambda done, total: print(f"\r{done / total:7.1%}", end="", flush=True) if options.bar else None,
    )
    answer = Rescue(base, sides_of(base), dict(zip(CELLS, finished[1:5], strict=True)))
    seconds = time.monotonic() - begun
    print(
        f"\r{options.replications} replications of {base.population:,} customers standing for "
        f"{base.population * base.weight:,}, {base.days} days, seed {base.seed}, {options.engine} engine: "
        f"{seconds:,.0f} s\n"
    )
    print_rows(rows_of(dict(zip(["typical", *CELLS, MARKET], finished, strict=True)), answer))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--population", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=365, help="twice as many in the market")
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", choices=["fast", "plain"], default="fast")
    parser.add_argument("--no-bar", dest="bar", action="store_false")
    return parser.parse_args()


def derived(results: Results) -> dict[str, MeanInterval]:
    """Give the figures of the calibration study that are no measures of ours, with their intervals."""
    records, people, runs = results.records, results.scenario.population, results.runs
    day_90 = min(90, results.scenario.days)
    here = [Phase.ENGAGEMENT, Phase.EXIT, Phase.EXTENSION]
    seen = [{HERE: Seen(record)} for record in records]
    return {
        "retention_90d": mean_interval([record.stock[day_90, here].sum() / people for record in records]),
        "any_failure": mean_interval([share_with_a_failure(HERE)(one) for one in seen]),
        "attracted_share": mean_interval(  # visits, as the study counted them, not people
            [record.flows[:, Phase.PROSPECT, Phase.ATTRACTION].sum() / people for record in records]
        ),
        "customers_share": mean_interval(runs["bought"] / people),
        "csat_top2_of_survivors": mean_interval(
            [(record.customers["csat_answer"][record.customers["is_customer"]] >= 4).mean() for record in records]
        ),
        "pwom_nwom_ratio": mean_interval([praise_for_each_complaint(HERE)(one) for one in seen]),
    }


def rows_of(results: dict, answer: Rescue) -> list[tuple[str, ...]]:
    """Give a row a figure: ours with its interval, the expectation, the band, and whether it is inside."""
    rows = []
    for cell, one in results.items():
        summary = one.summary.set_index("measure")
        others = derived(one)
        bands = BANDS.get(cell, {})
        published = {NAMES.get(name, name): band for name, band in bands.items()}
        for measure in dict.fromkeys([*EXPECTED[cell], *published]):
            if measure in summary.index:
                row = summary.loc[measure]
                rows.append(figures(cell, measure, row["mean"], row["low"], row["high"], published.get(measure)))
            elif measure in others:
                one_mean = others[measure]
                rows.append(figures(cell, measure, one_mean.mean, one_mean.low, one_mean.high, published[measure]))
    for row in answer.index.to_dict("records"):
        band = BANDS["rescue_index"].get(row["measure"])
        rows.append(figures("rescue index", row["measure"], row["index"], row["low"], row["high"], band))
    return rows


def figures(cell: str, measure: str, mean: float, low: float, high: float, band: list | None) -> tuple[str, ...]:
    """Format one row."""
    expected = EXPECTED.get(cell, {}).get(measure)
    inside = "" if band is None else "yes" if band[1] <= mean <= band[2] else "NO"
    return (
        cell, measure, f"{mean:.4f}", f"{low:.4f} .. {high:.4f}",
        "" if expected is None else f"{expected:g}",
        "" if band is None else f"{band[0]:g} ({band[1]:g} .. {band[2]:g})", inside,
    )  # fmt: skip


def print_rows(rows: list[tuple[str, ...]]) -> None:
    """Print a Markdown table."""
    head = ("cell", "measure", "here", "95 % interval", "independent", "calibration (band)", "inside")
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
