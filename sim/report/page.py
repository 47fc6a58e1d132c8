"""The report: one HTML file that asks nothing of the network, runs nothing, and is the same for the same results.

All that a user wrote is escaped by the templates; only the drawings, which this package made, go in as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.measures.record import LEDGER, retention_days
from sim.report import by_segment, wording
from sim.report.desk_and_theory import beside_theory
from sim.report.estimate import UNMEASURED, estimates
from sim.report.run_notes import notes
from sim.report.whom import BUYERS, whom_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from sim.questions.compare import Comparison
    from sim.questions.rescue import Rescue
    from sim.report.estimate import Estimate
    from sim.report.whom import Whom
    from sim.results import Results
    from sim.scenario import Scenario

JOINT = re.compile(r"(?<=[^\W\d_][._])(?=[^\W\d_])|(?<=\w=)(?=\w)")

READINGS = {
    "retention": "The line is the share of all {people} who are still customers, so many days {later}. "
    "The band is simulation noise.",
    "journey": "People go from left to right; the wider a flow, the more often somebody takes that way. What "
    "falls is lost before buying, or leaves after it. Whoever buys twice is counted twice.",
    "ledger": "What the average customer of that day feels, as the sum of its parts: above 0 what is better than "
    "what the competitor offers, below 0 what is worse. It is about those who are still here on that day.",
    "scores": "Above, the experience of each day's customers. Below, the net promoter score of three crowds: only "
    "the first of them counts those who have left.",
    "desk_over_time": "Week by week. Those who give up are in the mean wait.",
    "desk_day": "From a sample of contacts, over the hours in which the desk is open. Where the bars of two dots "
    "overlap, they may be the same.",
    "customers": "The dashed line is the baseline. The band belongs to the difference: where it holds the dashed "
    "line, the two cannot be told apart.",
    "differences": "A row a measure that moved beyond luck. An arrow at the edge stands for a larger change.",
    "cells": "Each line is a product, from poor service on the left to excellent service on the right. The dotted "
    "rule on the left is the gap between the products, the one on the right what service closes of it.",
    "curves": "Who is still a customer with each product and each service, so many days {later}.",
    "index": "The rescue index: 0 % would be service that cannot help, 100 % service that makes the weak product "
    "as good as the strong one with poor service.",
    "index_over_time": "The rescue index of the first so many days. Where it falls, service has put off what it "
    "has not prevented.",
    "map": "Mixes of service and product. Along a line all mixes do equally well: the flatter the lines, the less "
    "service moves.",
    "outcomes": "Each mark is one of a hundred {people} {having} the weak product, followed twice: with poor and "
    "with excellent service.",
    "who": "Who the people of each outcome are, in their life with poor service; the line is all {people}.",
    "doubt": "The rescue index in worlds as plausible as this one: what nobody measured is drawn from its range "
    "at random. Below, which of it the differences come from.",
    "split": "The way from one scenario to the other: what each lever adds, averaged over all orders in which "
    "they can be put right.",
    "split_measures": "A bar a measure, 100 % long: all that the levers move in it. What works against the "
    "others stands left of 0.",
    "sweep_curves": "The measure along one factor, whatever the others are. Steep: it matters; flat: it does not.",
    "sweep_map": "Where the shade is the same all mixes do equally well, and so they do along a line where lines "
    "are drawn. Where the shade changes in one direction only, one factor decides alone.",
    "sweep_sensitivity": "The farther to the right, the more a factor matters, over the range in which it was "
    "varied.",
    "sweep_where": "Boxes of the factors: inside, the measure is as large as was asked at most points. They were "
    "searched for where many such points lie and few others.",
    "facts": "The mark is what the model says. Where its bar lies in the shade, the fact is met.",
    "verify": "Each mark is an estimate, by how many standard errors it is off its theory. Luck alone hardly ever "
    "leaves the shaded field: once in 10,000 times over 200 estimates. What must be equal is in the table.",
    "worth": "What one more agent, or 0.01 more of the others, leaves in a year after wages.",
    "split_booked": "Where the bars differ, a lever works through what is booked under another's name, or others "
    "through what is booked under its own.",
}
"""How to read each picture, in a sentence or two, with places for the words for those who are counted."""

LONGEST_HEADLINE = 120

LIMITS = (
    "A scenario describes a firm as far as its numbers do. The defaults are one coherent set, calibrated on "
    "published findings; they are not this firm.",
    wording.NOT_IN_THE_INTERVAL,
    "Everybody whom a simulated customer stands for contacts the desk on the same day as he does: where one "
    "stands for many, days at the desk are lumpier than in life and waits too long.",
    "Left out on purpose: personalities of single agents, reactions of competitors, price promotions, baskets "
    "of several products, geography.",
)


@dataclass(frozen=True)
class Row:
    """One measure as the table shows it."""

    label: str
    mean: str
    reach: str


@dataclass(frozen=True)
class Group:
    """Measures that belong together."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing and how to read it; without a drawing, the sentence that says why there is none."""

    svg: Markup | None
    reading: str


def write(results: Results, path: Path, *, drawn: Mapping[str, Figure] | None = None) -> None:
    """Write the report of a run, with the pictures already `drawn` if there are."""
    path.write_text(render(results, drawn=drawn), encoding="utf-8", newline="\n")


def write_comparison(comparison: Comparison, path: Path, *, drawn: Mapping[str, Figure] | None = None) -> None:
    """Write the report of a comparison, with the pictures already `drawn` if there are."""
    from sim.report import comparison_page

    path.write_text(comparison_page.render(comparison, drawn=drawn), encoding="utf-8", newline="\n")


def write_rescue(rescue: Rescue, path: Path, *, drawn: Mapping[str, Figure] | None = None, **found: Any) -> None:
    """Write the report of a rescue, with what else was `found` (reach, uncertainty, stories) if anything was."""
    from sim.report import rescue_page

    path.write_text(rescue_page.render(rescue, drawn=drawn, **found), encoding="utf-8", newline="\n")


def render(results: Results, *, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a run."""
    from sim.report import figures

    spec, facts = results.scenario, results.provenance
    measured = estimates(results.summary)
    return filled(
        "run.html",
        kicker="Trapeze: a simulated customer journey",
        title=headline(spec.title or spec.name),
        finding=wording.happened(measured.get("retention", UNMEASURED).mean, retention_days(spec), whom_of(spec)),
        facts=about(spec, facts),
        notes=notes(results),
        pictures=pictures(figures.of_run(results) if drawn is None else drawn, whom_of(spec)),
        groups=groups(spec, measured),
        by_segment=by_segment.table(by_segment.estimates_by_segment(results)),
        replications=facts["replications"],
        not_in_the_interval=wording.NOT_IN_THE_INTERVAL,
        desk=beside_theory(spec, results.daily),
        simulated=simulated(spec),
        description=wording.visible(spec.description),
        resolved=facts["resolved"],
        limits=LIMITS,
        provenance=provenance(facts),
        again=f"trapeze run scenario.toml --seed {facts['seed']} --replications {facts['replications']}",
    )


def filled(template: str, **context: Any) -> str:
    """Fill a template; whatever it is given is escaped unless it is marked as markup."""
    return _house().get_template(template).render(context)


@cache
def _house() -> Environment:
    """Give the one place that templates come from: it compiles each of them once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    house = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    house.filters["jointed"] = jointed
    return house


def jointed(text: str) -> Markup:
    """Let a long key break where it has a joint, after a point, an underscore or an equals sign."""
    from markupsafe import Markup, escape

    return Markup(JOINT.sub("<wbr>", escape(text)))


def pictures(drawn: Mapping[str, Figure], whom: Whom = BUYERS) -> list[Picture]:
    """Put drawings into the page as they are: they were made here and escape what they were given.

    One that only says in words why there is nothing to draw becomes these words, after the drawings.
    """
    from markupsafe import Markup

    from sim.report.figures.saving import inline

    told = [
        Picture(Markup(inline(figure, name)), whom.filled(READINGS[kind(name)]))
        if figure.axes
        else Picture(None, str(figure.get_label()))
        for name, figure in drawn.items()
    ]
    return sorted(told, key=lambda one: one.svg is None)


def kind(name: str) -> str:
    """Give the kind of a picture that is numbered: `ledger` of `ledger_2`."""
    return name.rstrip("0123456789").removesuffix("_")


def headline(text: str) -> str:
    """Give a text as a heading: visible, and cut where it is too long to be one."""
    return wording.cut(text, LONGEST_HEADLINE)


def about(spec: Scenario, facts: Mapping[str, Any]) -> str:
    """Say in a line what ran."""
    return " · ".join(
        (
            wording.visible(spec.name),
            wording.people(spec.population, spec.weight),
            wording.count(spec.days, "day"),
            spec.protocol,
            f"seed {facts['seed']}",
            wording.count(facts["replications"], "replication"),
        )
    )


def groups(spec: Scenario, measured: Mapping[str, Estimate]) -> list[Group]:
    """Give the measures as the screen groups them, with the nine parts of the experience."""
    from sim.report.screen import FUNNEL, GROUPS, MONEY

    named = {"From prospect to buyer": FUNNEL, **GROUPS} if spec.protocol == "market" else dict(GROUPS)
    named["Experience"] = (*named["Experience"], *(f"cx_{column}" for column in LEDGER))
    return [
        Group(
            f"{name}, {wording.visible(spec.money.currency)}" if name == MONEY else name,
            tuple(row(measure, measured[measure]) for measure in measures if measure in measured),
        )
        for name, measures in named.items()
    ]


def row(measure: str, found: Estimate) -> Row:
    """Write one measure."""
    reach = wording.interval(*found.possible, found.unit)
    return Row(label(measure), wording.quantity(found.mean, found.unit), reach)


def label(measure: str) -> str:
    """Call a measure in plain words; a column of the ledger is a part of the experience."""
    part = measure.removeprefix("cx_")
    return f"of experience: {part}" if part != measure and part in LEDGER else wording.label(measure)


def simulated(spec: Scenario) -> str:
    """Say in two sentences what the protocol means."""
    if spec.protocol == "market":
        return (
            f"{wording.count(spec.population, 'person', 'people')} who did not know the firm, followed for "
            f"{wording.span(spec.days)}: who comes to know it, who buys, who stays."
        )
    return (
        f"{wording.count(spec.population, 'person', 'people')} who had all just bought, followed for "
        f"{wording.span(spec.days)}. Whom marketing brought in is left out of the question."
    )


def provenance(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give what identifies the numbers."""
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    return [
        ("scenario", wording.visible(str(facts["scenario"]))),
        ("title", wording.visible(str(facts["title"]))),
        ("digest of the scenario", str(facts["digest"])),
        ("seed", str(facts["seed"])),
        ("replications", str(facts["replications"])),
        ("engine", f"{facts['engine']}, version {facts['engine_version']}"),
        ("versions", versions),
    ]
