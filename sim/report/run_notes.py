"""The notes of a run, the same on the screen, on the page and beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

MOST_CALLS = 0.9
"""The share of its own calls that a desk is to make: below it, what they do is not what was asked for."""


def notes(results: Results) -> list[str]:
    """Give what a careful reader should know: of the scenario, and of too few agents, replications or calls."""
    spec, agents = results.scenario, float(results.runs["agents"].mean())
    few = [*wording.few_agents(spec, {"": agents}), *wording.few_replications(results.replications)]
    return [*map(wording.visible, spec.warnings), *few, *few_calls({"": results})]


def few_calls(runs: Mapping[str, Results]) -> Iterator[str]:
    """Say which desks made much fewer calls of their own than was asked for; `runs` by what to call each.

    Such a call needs an idle agent, and the rota is made for the contacts that come in.
    """
    told, levers = [], []
    for name, results in runs.items():
        spec, days = results.scenario, results.daily
        days = days[days["day"] >= spec.measure_from_day]
        asked, made = (int(days[column].sum()) for column in ("outreach_asked", "outreach_made"))
        if made < MOST_CALLS * asked:
            years = float(days["customers"].sum()) * spec.weight / 365.0
            told.append(f"{name}{': ' if name else ''}{made / years:.2f} of {asked / years:.2f}")
            levers.append("`desk.agents`" if spec.desk.staffing_ratio is None else "`desk.staffing_ratio`")
    if told:
        yield (
            "the desk made fewer calls of its own than `desk.outreach_per_customer_year` asks for, per "
            f"customer-year ({', '.join(told)}): an agent calls only when idle, and the rota does not count "
            f"these calls; for more of them raise {' or '.join(dict.fromkeys(levers))}"
        )
