"""What `describe` says in a terminal: the scenario in words, its story, its desk, its cost."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from rich.text import Text

from sim.report import wording
from sim.report.counting import listed, number, size
from sim.report.desk_and_theory import KNOWS
from sim.report.estimate import Estimate
from sim.report.in_words import chapters
from sim.report.layout import columns, is_narrow, say, text
from sim.report.wording import UNKNOWN
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from sim.cost import Cost
    from sim.questions.describe import Description
    from sim.questions.describe.expected import Queue
    from sim.scenario.story import Story, Word
    from sim.statistics.intervals import MeanInterval

ROWS = {
    "contacts": ("contacts a day", "contacts"),
    "load": ("agents kept busy", "agents"),
    "agents": ("agents on duty", "agents"),
    "wait_minutes": ("wait of calls, chats", "minutes"),
    "abandonment": ("given up", "share"),
    "service_level": ("answered in time", "share"),
    "occupancy": ("agents' time busy", "share"),
}
"""What is compared: its label and its unit."""
LONGEST_LIST = 12
NARROWEST = 40


def show(console: Console, told: Description) -> None:
    """Show it all, from what the scenario is to what it will cost."""
    spec = told.scenario
    title = spec.name if spec.title in ("", spec.name) else f"{spec.name}: {spec.title}"
    say(console, wording.visible(title), style="bold")
    if spec.description:
        say(console, wording.visible(spec.description), style="dim")
    for heading, sentences in chapters(spec).items():
        _head(console, heading)
        for sentence in sentences:
            _item(console, wording.visible(sentence))
    _show_story(console, told.story)
    _show_desk(console, told)
    _show_cost(console, told.cost)


# --- the story ----------------------------------------------------------------------------------------------


def _show_story(console: Console, stories: Sequence[Story]) -> None:
    """List what the files say over the defaults, and briefly what made no difference."""
    _head(console, "What it says, and where")
    telling = [one for one in stories if one.matters]
    if not telling:
        _item(console, "Nothing but the defaults.")
    for one in telling:
        _item(console, wording.visible(story_line(one)))
    if idle := [one.key for one in stories if not one.matters]:
        more = f" and {len(idle) - LONGEST_LIST} more" if len(idle) > LONGEST_LIST else ""
        _item(console, f"No effect, as it was so before: {', '.join(idle[:LONGEST_LIST])}{more}.", style="dim")


def story_line(one: Story) -> str:
    """Tell what became of a key: `product.quality 0.60 -> 0.35 quality (product/weak.toml:11)`."""
    steps = [word for word in one.words if word.matters]
    said = "".join(f" -> {_value(word)} ({word.place}{_in_place(word)})" for word in steps)
    unit = "" if one.unit in ("word", "text", "tables", "number") else f" [{one.unit}]"
    return f"{one.key}{unit}: {_shown(steps[0].before)}{said}"


def _value(word: Word) -> str:
    return _shown(word.value)


def _in_place(word: Word) -> str:
    return f", in place of {word.instead_of}" if word.instead_of else ""


def _shown(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, tuple | list) and value and isinstance(value[0], dict):
        return f"{len(value)} of them"
    return shown(value) if isinstance(value, str) or not isinstance(value, float) else number(value)


# --- the desk -----------------------------------------------------------------------------------------------


def _show_desk(console: Console, told: Description) -> None:
    _head(console, "What to expect at the desk")
    for sentence in reckoning(told):
        _item(console, sentence)
    say(console, "")
    console.print(_beside_each_other(console, told))
    say(console, "")
    _item(console, f"Expected waits are those of Erlang-A, a formula that {KNOWS}")
    for sentence in verdict(told):
        _item(console, sentence, indent=4 if sentence.startswith("- ") else 2)
    for warning in warnings(told):
        say(console, f"Warning: {warning}", style="yellow")


def reckoning(told: Description) -> tuple[str, ...]:
    """Say how the expected contacts come about."""
    first, last = told.window
    demand = told.demand
    per_year = 365.0 * demand.issues
    helped = demand.helped / demand.issues if demand.issues > 0.0 else 0.0
    by_reason: dict[str, float] = {}
    for source in demand.sources:
        by_reason[str(source.reason)] = by_reason.get(str(source.reason), 0.0) + 365.0 * source.issues
    reasons = [f"{number(rate)} {name}" for name, rate in sorted(by_reason.items(), key=lambda one: -one[1])]
    return (
        f"Days {first} to {last - 1}, {told.customers:,.0f} customers "
        + ("(as many as the short run had)." if told.trial else "(as if nobody had left)."),
        f"Each has {number(per_year)} matters a year to tell the firm: {listed(reasons) or 'none'}. "
        f"{number(100.0 * helped)} % end without an agent; the others take "
        f"{number(_tries(told))} contacts with agents each.",
    )


def _tries(told: Description) -> float:
    through = told.demand.issues - told.demand.helped
    return told.expected.contacts / told.customers / through if through > 0.0 and told.customers > 0.0 else 0.0


def figures(queue: Queue) -> dict[str, float]:
    """Give what is compared of a desk in closed form."""
    return {
        "contacts": queue.contacts,
        "load": queue.load,
        "agents": queue.agents,
        "wait_minutes": queue.wait,
        "abandonment": queue.abandonment,
        "service_level": queue.service_level,
        "occupancy": queue.occupancy,
    }


def _beside_each_other(console: Console, told: Description) -> Table:
    by_arithmetic = figures(told.expected)
    if told.trial is None or told.fed is None:
        table = columns(console, "", "expected")
        for name in ROWS:
            table.add_row(text(console, ROWS[name][0]), text(console, _cell(name, by_arithmetic[name])))
        return table
    fed, found = figures(told.fed), told.trial.figures
    if is_narrow(console):
        return _below_each_other(console, by_arithmetic, fed, found)
    table = columns(console, "", "expected", "Erlang-A on\nsimulated load", "simulated", "95 %")
    for name, (label, unit) in ROWS.items():
        cells = (label, _cell(name, by_arithmetic[name]), _fed(name, fed), *_found(name, unit, fed, found))
        table.add_row(*(text(console, cell) for cell in cells))
    return table


def _below_each_other(
    console: Console,
    by_arithmetic: Mapping[str, float],
    fed: Mapping[str, float],
    found: Mapping[str, MeanInterval],
) -> Table:
    table = columns(console, "", "")
    for name, (label, unit) in ROWS.items():
        table.add_row(text(console, label, style="bold"))
        table.add_row(text(console, "  expected"), text(console, _cell(name, by_arithmetic[name])))
        if _fed(name, fed):
            table.add_row(text(console, "  Erlang-A"), text(console, _fed(name, fed)))
        table.add_row(text(console, "  simulated"), text(console, _found(name, unit, fed, found)[0]))
    return table


def _fed(name: str, fed: Mapping[str, float]) -> str:
    return "" if name in ("contacts", "load", "agents") else _cell(name, fed[name])


def _found(name: str, unit: str, fed: Mapping[str, float], found: Mapping[str, MeanInterval]) -> tuple[str, str]:
    if name == "load":  # the contacts that came, by the mean of their handle times
        return _cell(name, fed[name]), ""
    one = found[name]
    return _cell(name, one.mean), wording.give_or_take(Estimate(one.mean, one.low, one.high, unit))


def _cell(name: str, value: float) -> str:
    return f"{value:,.0f}" if name == "contacts" else wording.quantity(value, ROWS[name][1])


def verdict(told: Description) -> tuple[str, ...]:
    """Say where theory and run differ by more than noise, and for which reasons."""
    if told.trial is None:
        of_queue = _listed(told, of_load=False)
        return ("Erlang-A is not exact for this scenario:", *of_queue) if of_queue else ("Erlang-A should fit.",)
    said: list[str] = []
    if told.load_differs:
        more = "More" if told.trial.mean("contacts") > told.expected.contacts else "Fewer"
        said.append(f"{more} contacts came than arithmetic expects:")
        said += _listed(told, of_load=True)
    if told.differing:
        labels = listed([ROWS[name][0] for name in told.differing])
        said.append(f"On the same load and agents the run differs from Erlang-A by more than noise ({labels}):")
        said += _listed(told, of_load=False)
    if told.agents_of_backlog:
        said.append("More agents came than arriving work asks for: the rota counts e-mails that wait as well.")
    if not said and told.fed and isnan(told.fed.wait):
        said.append("There are no waits to hold to theory; in load and agents' time busy the short run agrees.")
    elif not said:
        said.append("The short run agrees with theory within its noise.")
    if told.trial.plan.is_smaller:
        people = f"{told.trial.plan.spec.population:,}"
        said.append(f"The short run had only {people} people, each standing for more, so that it stays short.")
    return tuple(said)


def _listed(told: Description, *, of_load: bool) -> list[str]:
    return [f"- {reason.sentence}" for reason in told.reasons if reason.of_load is of_load]


def warnings(told: Description) -> tuple[str, ...]:
    """Warn of a desk that nobody staffs, or that cannot keep up."""
    seen = told.fed or told.expected
    if seen.agents <= 0.0:
        return ("the desk has no staff: every contact is abandoned.",) if seen.load > 0.0 else ()
    if seen.rho < 1.0:
        return ()
    if told.backlog_a_day > 0.0:
        return (
            f"rho = {seen.rho:.2f}: more work arrives than agents can do, and hardly anybody gives up: "
            f"the queue grows by {number(told.backlog_a_day)} contacts a day.",
        )
    return (f"rho = {seen.rho:.2f}: more work arrives than agents can do; waits end only because people give up.",)


# --- the cost -----------------------------------------------------------------------------------------------


def _show_cost(console: Console, cost: Cost) -> None:
    _head(console, "What a run will cost on this machine")
    for sentence in price(cost):
        _item(console, sentence)


def price(cost: Cost) -> tuple[str, ...]:
    """Say seconds, processes and memory."""
    days = f"{wording.count(cost.runs, 'run')}, {wording.large(cost.customer_days)} customer-days"
    where = "one process" if cost.processes == 1 else f"{cost.processes} processes"
    free = UNKNOWN if cost.free is None else size(cost.free)
    return (
        f"{days}, in {where}: about {wording.lasted(cost.seconds)} "
        f"({wording.lasted(cost.fastest)} – {wording.lasted(cost.slowest)}), if nothing else runs.",
        f"Memory at the peak: about {size(cost.memory.total)}, ±20 %; {free} is free.",
    )


def _head(console: Console, heading: str) -> None:
    say(console, "")
    say(console, heading, style="bold")


def _item(console: Console, sentence: str, *, style: str = "", indent: int = 2) -> None:
    """Print a sentence under its heading, what follows a dash behind it; in little room, without a margin."""
    margin = 0 if console.width < NARROWEST else indent
    behind = 2 if margin and sentence.startswith("- ") else 0
    room = console.width - margin - behind
    for place, line in enumerate(
        text(console, sentence[behind:], style=style).wrap(console, room, overflow="fold")
    ):
        line.rstrip()
        console.print(Text(" " * margin + ("- " if behind and not place else " " * behind)) + line)
