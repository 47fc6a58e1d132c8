"""An experiment: the worlds that a claim is tried in, the number that is looked at, and what is expected of it.

    Experiment(
        asks="With the weak product, how much does an excellent desk hold?",
        scenario="default",
        settings={"days": 365},
        worlds={"rescued": {"scenarios": ("product/weak", "service/excellent")},
                "strong": {"scenarios": ("product/strong", "service/poor")}},
        effect=Difference("retention", "strong", "rescued"),
        expected=rises(0.02),
        region={"failures.rate": (0.002, 0.02)},
    )

A world is the scenario with the `settings` of all worlds, then what its pieces of the shelf say (`scenarios`, in
their order), then its own keys. What `settings` say of the size of a run (people, days, replications) no piece
takes back. All worlds live on the same luck, so the effect is a paired one.

A point of the region is a value for each of its parameters. They are set before the worlds are made: what a world
says for itself stays. A piece says for itself only what is otherwise than in the world so far: a scenario that
repeats what the base says too does not take a parameter out of the region.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, cast

from sim.scenario import Scenario
from sim.scenario.scenario import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.measures import Record
    from sim.questions.claims.effect import Effect

__all__ = [
    "SIZE",
    "Direction",
    "Effects",
    "Expected",
    "Experiment",
    "Layers",
    "falls",
    "layers_of",
    "negligible",
    "rises",
]

SIZE: Mapping[str, object] = {"population": 2_000, "log": "none"}
"""Of every world, unless its settings say otherwise: people are cheap, days are not."""

OF_THE_RUN = ("population", "represents", "replications", "seed", "log")
"""What no piece of the shelf decides."""

PIECES = "scenarios"


class Direction(StrEnum):
    """Where a claim says that its effect lies."""

    RISES = "rises"
    FALLS = "falls"
    NEGLIGIBLE = "negligible"


@dataclass(frozen=True)
class Expected:
    """What a claim expects of an effect.

    `matters` is the smallest effect that a manager would care about, in the unit of the effect: one that is surely
    smaller counts as none, in whatever direction.
    """

    direction: Direction
    matters: float

    def __post_init__(self) -> None:
        """Refuse a `matters` that nothing could be smaller than."""
        if not self.matters > 0:
            raise ValueError(f"matters must be above 0, got {self.matters}")


def rises(matters: float) -> Expected:
    """Expect an effect above 0."""
    return Expected(Direction.RISES, matters)


def falls(matters: float) -> Expected:
    """Expect an effect below 0."""
    return Expected(Direction.FALLS, matters)


def negligible(matters: float) -> Expected:
    """Expect an effect that nobody would care about."""
    return Expected(Direction.NEGLIGIBLE, matters)


Layers = tuple[dict[str, object], ...]
"""What a world says over the base, one after the other, by dotted key."""


@dataclass(frozen=True)
class Experiment:
    """The trial of a claim.

    `worlds` are edits by the name of the world: dotted keys, and under `scenarios` pieces of the shelf. `also` are
    further effects, each with what is expected of it, where a claim says several things at once: it is supported
    if all of them are. `replications` are those of the claim's own world; the region has `points`, each with
    `region_replications`.
    """

    asks: str
    scenario: str
    settings: Mapping[str, object]
    worlds: Mapping[str, Mapping[str, object]]
    effect: Effect
    expected: Expected
    region: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    also: tuple[tuple[Effect, Expected], ...] = ()
    replications: int = 4
    points: int = 16
    region_replications: int = 2

    @property
    def parts(self) -> tuple[tuple[Effect, Expected], ...]:
        """Every effect with what is expected of it, the main one first."""
        return ((self.effect, self.expected), *self.also)

    @property
    def question_of(self) -> tuple[object, ...]:
        """What is expected, and where it is looked for: all of the question that is in no world."""
        expected = [(str(one.direction), one.matters) for _, one in self.parts]
        return (expected, sorted(self.region.items()), self.points)

    @cached_property
    def base(self) -> Scenario:
        """The scenario that all worlds are made of."""
        return base_of(self.scenario, self.settings)

    @cached_property
    def outcome(self) -> Effects:
        """What is measured at every point: each effect, over all worlds."""
        layers = layers_of(self.base, self.worlds, self.settings)
        return Effects(layers, tuple(effect for effect, _ in self.parts))


@dataclass(frozen=True)
class Effects:
    """The worlds of a point, and the effects over them: an outcome of an experiment (see `sim.experiment.run`).

    It says everything that a number depends on by itself, the content of the pieces included, so that what was
    computed with other pieces, or another effect, is not taken for this.
    """

    layers: Mapping[str, Layers]
    effects: tuple[Effect, ...]

    def worlds(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """Give the worlds that are made of a scenario."""
        return tuple(_over(scenario, layers) for layers in self.layers.values())

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        """Give each effect: `effect`, `effect_2` and so on."""
        by_name = dict(zip(self.layers, records, strict=True))
        return {named(at): effect(by_name) for at, effect in enumerate(self.effects)}


def named(at: int) -> str:
    """Give the column of an effect by its place: the first is `effect`, the second `effect_2`."""
    return f"effect_{at + 1}" if at else "effect"


def base_of(scenario: str, settings: Mapping[str, object]) -> Scenario:
    """Give a scenario of the shelf in the size of an experiment, with settings."""
    return Scenario.load(scenario).but(SIZE).but(settings)


def layers_of(
    base: Scenario, worlds: Mapping[str, Mapping[str, object]], settings: Mapping[str, object]
) -> dict[str, Layers]:
    """Give what each world says over the base, piece by piece, its own keys last."""
    held = {*OF_THE_RUN, *(key for key in settings if "." not in key)}
    return {name: tuple(filter(None, _layers(base, edits, held))) for name, edits in worlds.items()}


def _layers(world: Scenario, edits: Mapping[str, object], held: set[str]) -> Iterator[dict[str, object]]:
    for piece in cast("tuple[str, ...]", edits.get(PIECES, ())):
        now = world.settings
        layer = {key: value for key, value in _said(piece).items() if key not in held and now.get(key) != value}
        yield layer
        world = world.but(layer)
    yield {key: value for key, value in edits.items() if key != PIECES}


def _over(scenario: Scenario, layers: Layers) -> Scenario:
    for layer in layers:
        scenario = scenario.but(layer)
    return scenario


@cache
def _said(piece: str) -> Mapping[str, object]:
    return said(piece)
