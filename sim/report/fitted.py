"""A scenario fitted to known figures: on the screen, in the comments of its file, and as a JSON object."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from sim.questions.fit.answer import BY_CHANCE
from sim.report import wording
from sim.report.counting import listed
from sim.report.estimate import Estimate
from sim.report.layout import columns, say, text
from sim.scenario.starter import Settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console
    from rich.text import Text

    from sim.questions.fit import Alternative, Fit

SCALE = "So that the desk serves {customers} customers on the average day, as given."
NOISE = (
    "Noise: 95 % of simulation noise. Given what is known: where the setting would be, were each figure off by as "
    "much as firms know it to (the last column above)."
)
NOISE_OF_A_TABLE = (
    "Noise: 95 % of simulation noise. Given what is known: 95 % interval, from the errors of the observations too "
    "(the last column above: 95 % of them)."
)
DIGITS = 4
LEAST_CHANCE = 1e-6


def show(console: Console, found: Fit, like: str) -> None:
    """Say how well each figure is met, what was fitted, how surely, and what would fit as well."""
    _show_figures(console, found)
    _show_settings(console, found, like)
    for sentence in findings(found):
        say(console, "")
        say(console, sentence)
    if found.alternatives:
        say(console, "")
        _show_alternatives(console, found)


def findings(found: Fit) -> list[str]:
    """Say what the reader must know before he trusts the numbers."""
    told = (_not_met, _taken_together, _alike, _hardly, _trading, _scale, _others)
    return [sentence for tell in told for sentence in tell(found)]


def settled(found: Fit, like: str) -> Settled:
    """Give what the file of the scenario says, with the reason for each setting and the story of the fit."""
    rows = found.estimates.to_dict("records")
    why = {str(row["key"]): _why(row) for row in rows}
    if "agents" in found.given:
        why["desk.agents"] = "Given."
    if "customers" in found.given:
        why |= dict.fromkeys(
            ("population", "represents"), SCALE.format(customers=f"{found.given['customers']:,.0f}")
        )
    for key in ("days", "measure_from_day"):
        if getattr(found.scenario, key) != getattr(found.parent, key):
            why[key] = f"What was given is of {wording.span(found.scenario.days)}."
    return Settled(found.scenario, why, tuple(_story(found, like)))


def fit_object(found: Fit) -> dict[str, Any]:
    """Describe the fit for programs: figures, settings, what cannot be told apart, what would fit as well."""
    return {
        "given": dict(found.given),
        "figures": {row.pop("figure"): _plain(row) for row in found.met.to_dict("records")},
        "settings": {row.pop("key"): _plain(row) for row in found.estimates.to_dict("records")},
        "cannot_be_told_apart": [list(names) for names in found.alike],
        "almost_as_open_as_before": found.open,
        "trade_off": [list(pair) for pair in found.trading],
        "chance_of_misses": None if isnan(found.chance_of_misses) else found.chance_of_misses,
        "at_their_ends": [knob.key for knob in found.at_their_ends],
        "fit_as_well": [_alternative(other, found) for other in found.alternatives],
        "also_tried": [knob.key for knob in found.tried],
        "correlation": {name: _plain(row) for name, row in found.correlation.to_dict().items()},
        "seed": found.seed,
        "runs": found.runs,
    }


# --- sentences ----------------------------------------------------------------------------------------------


def _not_met(found: Fit) -> Iterator[str]:
    because = _why_not(found)
    for row in found.met[~found.met["met"]].to_dict("records"):
        given, reached = (wording.quantity(row[what], row["unit"]) for what in ("given", "reached"))
        name = f"--{row['figure']}" if row["figure"] in found.given else f"{row['figure']}:"
        yield f"Not met: {name} {given}; the nearest is {reached}: {because}."


def _why_not(found: Fit) -> str:
    if ends := [knob.key for knob in found.at_their_ends]:
        return f"{listed(ends)} cannot plausibly go further"
    if len(found.met) > len(found.knobs):
        return "the figures pull against one another"
    return "the search came no nearer; another --seed or another --like may"


def _alike(found: Fit) -> Iterator[str]:
    for names in found.alike:
        if len(names) == 1:
            yield f"The figures do not settle this: {names[0]}. It could be far from what the file says."
        else:
            yield (
                f"The figures cannot tell these apart: {listed(names)}. One could be far from what the file "
                "says if the others make up for it."
            )


def _taken_together(found: Fit) -> Iterator[str]:
    """Say whether the observations together are missed by more than their errors."""
    chance = found.chance_of_misses
    if isnan(chance):
        return
    if chance < BY_CHANCE:
        often = f"{chance:.1g}" if chance >= LEAST_CHANCE else f"less than {LEAST_CHANCE:g}"
        yield (
            "Taken together the observations are missed by more than their errors (chance would do so with "
            f"probability {often}): the model is not shaped like this table, and the intervals above are too "
            "narrow."
        )
    else:
        yield (
            "Taken together the observations are met as well as their errors allow (chance alone would miss "
            f"them by as much or more with probability {chance:.2f})."
        )


def _hardly(found: Fit) -> Iterator[str]:
    for key, covered in found.open.items():
        yield (
            f"What was given says little about {key}: its interval covers {100.0 * covered:.0f} % of what is "
            "plausible for it at all."
        )


def _trading(found: Fit) -> Iterator[str]:
    for one, other, together in found.trading:
        way = "both higher or both lower" if together > 0.0 else "the one higher and the other lower"
        yield f"These trade off, {way} (correlation {together:.2f}): {one}, and {other}."


def _scale(found: Fit) -> Iterator[str]:
    if "contacts" in found.given and "customers" not in found.given:
        people = found.scenario.population * found.scenario.weight
        yield (
            f"The contacts are taken to be those of {people:,} buyers, as many as the scenario has; --customers "
            "says how many there are."
        )


def _others(found: Fit) -> Iterator[str]:
    if found.alternatives:
        yield "These settings would fit as well; nothing that was given tells them from the file:"
    elif found.tried:
        moved = listed([knob.key for knob in found.tried])
        yield f"No other settings were found that fit as well; moved were {moved}."


def _why(row: dict[Any, Any]) -> str:
    begun = f"Fitted; {_short(row['was'])} in the scenario it is like."
    if not isfinite(row["se"]):
        return f"{begun} The figures do not settle it."
    noise, off = (
        f"{_short(row[low])} to {_short(row[high])}"
        for low, high in (("low", "high"), ("low_if_off", "high_if_off"))
    )
    return f"{begun} Simulation noise: {noise}; were the figures off by as much as firms know them to: {off}."


def _story(found: Fit, like: str) -> Iterator[str]:
    """Tell in comments what was given and what came of it."""
    yield (
        f"Fitted to what is known of the firm. What {like} says was moved until the model showed these figures, "
        f"each checked on luck that the fit had not seen ({wording.count(len(found.check), 'run')}):"
    )
    yield from (f"  {line}" for line in _figure_lines(found))
    yield from findings(found)
    for other in found.alternatives:
        after = ", ".join(f"{key} = {_short(other.settings[key])}" for key in found.settings)
        yield f"  {_assumed(other)}: {after}"
    yield f"All that is not said below is as in {like}, and an assumption about the firm."


def _figure_lines(found: Fit) -> Iterator[str]:
    met = set(found.met["figure"])
    for row in found.met.to_dict("records"):
        given, reached = (wording.quantity(row[what], row["unit"]) for what in ("given", "reached"))
        yield f"{row['figure']}: {given}; comes to {reached}, {'met' if row['met'] else 'NOT MET'}"
    for name in found.given:
        if name not in met:
            yield f"{name}: {found.given[name]:,.10g}, as given"


# --- tables -------------------------------------------------------------------------------------------------


def _show_figures(console: Console, found: Fit) -> None:
    table = columns(console, "figure", "given", "comes to", "noise", "known to")
    for row in found.met.to_dict("records"):
        unit = str(row["unit"])
        table.add_row(
            text(console, str(row["figure"])),
            wording.quantity(row["given"], unit),
            wording.quantity(row["reached"], unit),
            text(console, wording.give_or_take(Estimate(row["reached"], row["low"], row["high"], unit))),
            text(console, f"±{wording.bare(row['tolerance'], unit)}{'' if row['met'] else ', not met'}"),
        )
    console.print(table)


def _show_settings(console: Console, found: Fit, like: str) -> None:
    say(console, "")
    table = columns(console, "fitted", like.rpartition("/")[2], "now", "noise", "given what is known")
    for row in found.estimates.to_dict("records"):
        table.add_row(
            text(console, str(row["key"])),
            _short(row["was"]),
            _short(row["value"]),
            *_how_surely(console, row),
        )
    console.print(table)
    measured = all(target.observed is not None and target.observed.is_measured for target in found.targets)
    say(console, NOISE_OF_A_TABLE if measured else NOISE, style="dim")


def _show_alternatives(console: Console, found: Fit) -> None:
    others = found.alternatives
    letters = [chr(ord("A") + at) for at in range(len(others))]
    for letter, other in zip(letters, others, strict=True):
        say(console, f"  {letter}  {_assumed(other)}")
    say(console, "")
    table = columns(console, "", "file", *letters)
    for key, value in found.settings.items():
        table.add_row(text(console, key), _short(value), *(_short(other.settings[key]) for other in others))
    for at, row in enumerate(found.met.to_dict("records")):
        values = [row["reached"], *(other.reached[at] for other in others)]
        table.add_row(
            text(console, str(row["figure"])), *(wording.quantity(value, row["unit"]) for value in values)
        )
    console.print(table)


# --- small words --------------------------------------------------------------------------------------------


def _assumed(other: Alternative) -> str:
    """Say which assumption is another one."""
    start = other.assumption.start
    return listed([f"{key} = {_short(other.settings[key])} (not {_short(start[key])})" for key in start])


def _short(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many digits that count, and all zeros in front: `0.000013`."""
    return f"{Decimal(f'{value:.{digits}g}'):f}"


def _how_surely(console: Console, row: dict[Any, Any]) -> tuple[Text, Text]:
    if not isfinite(row["se"]):
        return text(console, "not settled"), text(console, "")
    spread = f"{_short(row['low_if_off'], 3)} – {_short(row['high_if_off'], 3)}"
    return text(console, f"±{_short(2.0 * row['se'], 2)}"), text(console, spread)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row of a table with what is not known as None."""
    unknown = {key for key, value in row.items() if isinstance(value, float) and not isfinite(value)}
    return {str(key): None if key in unknown else value for key, value in row.items()}


def _alternative(other: Alternative, found: Fit) -> dict[str, Any]:
    return {
        "assumption": other.assumption.key,
        "settings": dict(other.settings),
        "figures": dict(zip(found.met["figure"], other.reached, strict=True)),
    }
