"""What is compared: a weak and a strong product, a poor and an excellent service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.errors import ScenarioError, UsageError, told
from sim.scenario import parameters
from sim.scenario.places import comes_along, find
from sim.scenario.reading import wrong_name
from sim.scenario.side import layer_of_side

if TYPE_CHECKING:
    from sim.scenario import Scenario

    Settings = Mapping[str, object]

AS_IT_IS = "as it is"
"""How the product of a scenario is called that is to be rescued itself."""

USUAL = {"weak": "", "strong": "product/strong", "poor": "service/poor", "excellent": "service/excellent"}
"""What each side is where nobody says otherwise; an empty one changes nothing."""


@dataclass(frozen=True)
class Sides:
    """Two products and two services: the settings of each by dotted key, and how each is called."""

    weak: Settings
    strong: Settings
    poor: Settings
    excellent: Settings
    names: Mapping[str, str]

    def __reduce__(self) -> tuple[type[Sides], tuple[dict[str, object], ...]]:
        """Pickle what is said: a view of a mapping, which nobody can change, cannot be."""
        return Sides, tuple(dict(getattr(self, field.name)) for field in fields(self))

    def __repr__(self) -> str:
        return f"<Sides {', '.join(f'{side}: {name}' for side, name in self.names.items())}>"


NOTHING_GIVEN: Mapping[str, None] = MappingProxyType({})

SIDES = tuple(field.name for field in fields(Sides) if field.name in USUAL)
PRODUCTS, SERVICES = SIDES[:2], SIDES[2:]


def sides_of(
    scenario: Scenario,
    *,
    weak: str | Settings | None = None,
    strong: str | Settings | None = None,
    poor: str | Settings | None = None,
    excellent: str | Settings | None = None,
) -> Sides:
    """Settle what is compared: what is given here, else what the scenario's `[rescue]` says, else the usual.

    A side is the name of a scenario, a `.toml` file, settings (`product.quality=0.9, failures.rate=0.002`), or a
    mapping of them. Raises `UsageError` where the strong product is not the better one, or the services are alike.
    """
    sides = settled(scenario, {"weak": weak, "strong": strong, "poor": poor, "excellent": excellent})
    _refuse_no_gap(scenario, sides)
    return sides


def sides_given(scenario: Scenario, given: Mapping[str, Any]) -> Sides:
    """Settle what is compared by what a caller says of any of the sides, by its name."""
    if not isinstance(given, Mapping) or not set(given) <= set(SIDES):
        raise UsageError(f"sides must be a mapping of any of {', '.join(SIDES)}, got {told(given)}")
    for side, said in given.items():
        if not isinstance(said, str | Path | Mapping):
            forms = "a name, a file, settings (product.quality=0.9) or a mapping of them"
            raise UsageError(f"the {side} side must be {forms}, got {told(said)}")
    files = {side: str(said) for side, said in given.items() if isinstance(said, Path)}
    return sides_of(scenario, **{**given, **files})


def settled(scenario: Scenario, given: Mapping[str, str | Settings | None] = NOTHING_GIVEN) -> Sides:
    """Settle what is compared without asking whether there is anything to rescue, or to rescue it with."""
    told = USUAL | dict(scenario.rescue.named())
    chosen = {side: told[side] if (said := given.get(side)) is None else said for side in SIDES}
    read = {side: _settings(side, said) for side, said in chosen.items()}
    return Sides(
        **{side: MappingProxyType(settings) for side, (settings, _) in read.items()},
        names=MappingProxyType({side: name for side, (_, name) in read.items()}),
    )


def _settings(side: str, said: str | Settings) -> tuple[dict[str, object], str]:
    """Give the settings of a side, and what to call it."""
    if isinstance(said, Mapping):
        return dict(said), ", ".join(f"{key}={value}" for key, value in said.items()) or AS_IT_IS
    if not said.strip():
        if side == "weak":
            return {}, AS_IT_IS
        raise UsageError(f"--{side} is empty; name a scenario, or settings as in product.quality=0.9")
    text = said.strip()
    file = _file(side, text)
    try:
        layer = layer_of_side(text, parameters(), file=file)
    except ScenarioError as error:
        raise UsageError(f"--{side} {text}: {error.complaints[0]}") from None
    except UsageError as error:
        raise UsageError(f"--{side} {text}: {error}") from None
    name = file.name if file else text.removesuffix(".toml")  # not where it lies: others read the name too
    return {key: one.value for key, one in layer.items()}, name


def _file(side: str, text: str) -> Path | None:
    """Find the file that a side is named by, if it is one outside of the scenarios folder."""
    if "=" in text or comes_along(text):
        return None
    if text.endswith(".toml"):
        return find(Path(text))
    problem, remedy = wrong_name(text) or ("no such scenario", "`scenarios list` shows those there are")
    raise UsageError(f"--{side} {text}: {problem}; {remedy}")


def _refuse_no_gap(scenario: Scenario, sides: Sides) -> None:
    """Raise `UsageError` where there is nothing to rescue, or nothing to rescue it with."""
    weak, strong = (scenario.but(dict(side)) for side in (sides.weak, sides.strong))
    at_most, at_least = weak.product.quality, strong.product.quality
    if at_most > at_least:
        raise UsageError(
            f"{scenario.name}: its product is no weaker than the strong one (product.quality {at_most:.4g}, "
            f"against {at_least:.4g}); name a weaker one, as in --weak product/weak, or a stronger with --strong"
        )
    if weak.digest == strong.digest:
        raise UsageError(
            f"{scenario.name}: the weak product ({sides.names['weak']}) and the strong one "
            f"({sides.names['strong']}) are alike; name a weaker one with --weak, or a stronger one with --strong"
        )
    poor, excellent = (scenario.but(dict(side)) for side in (sides.poor, sides.excellent))
    if poor.digest == excellent.digest:
        raise UsageError(
            f"{scenario.name}: the poor service ({sides.names['poor']}) and the excellent one "
            f"({sides.names['excellent']}) are alike; name a better one with --excellent"
        )
