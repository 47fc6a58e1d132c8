"""From what was asked for to a plan: the design is chosen, its points are made, and each of them is checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, assert_never, get_args

from sim.arguments import LARGEST_SEED, check_word, whole
from sim.errors import Complaint, ScenarioError
from sim.experiment import design as designs
from sim.experiment.checking import Wrong, wrong_ends, wrong_points
from sim.experiment.estimate import refuse_too_many
from sim.experiment.factor import AS_BASE, Factor, Value
from sim.experiment.plan import Ask, Plan, Precision
from sim.experiment.sheet import LEVELS
from sim.scenario import parameters
from sim.scenario.layers import check_settings
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.experiment.design import Design, DesignName
    from sim.experiment.levels import Place
    from sim.experiment.listing import Listing
    from sim.scenario import Scenario
    from sim.scenario.layers import Layer

__all__ = ["SAMPLED", "Asked", "Ingredients", "in_vain", "needs", "planned"]

SAMPLED = ("latin-hypercube", "sobol", "morris")
MOST_COMPLAINTS = 100


@dataclass(frozen=True)
class Asked:
    """What a command or a caller asks for over what the sweep says; None leaves it as it is there.

    Raises `UsageError` for what makes no sense.
    """

    settings: Mapping[str, object] = field(default_factory=dict)
    design: DesignName | None = None
    points: int | None = None
    replications: int | None = None
    seed: int | None = None
    ask: Ask | None = None
    yes: bool = False
    """Plan also what has more than a million runs."""

    def __post_init__(self) -> None:
        check_settings(self.settings)
        for name, number, low, high in (
            ("points", self.points, 1, None),
            ("replications", self.replications, 1, None),
            ("seed", self.seed, 0, LARGEST_SEED),
        ):
            if number is not None:
                whole(name, number, low, high)
        for name, word, words in (("design", self.design, designs.DESIGNS), ("ask", self.ask, get_args(Ask))):
            if word is not None:
                check_word(name, word, words)


@dataclass(frozen=True)
class Ingredients:
    """Everything that a plan is made of, each sound by itself."""

    name: str
    title: str
    base: Scenario
    factors: tuple[Factor, ...]
    places: tuple[Place, ...]
    design: DesignName
    points: int | None = None
    listing: Listing | None = None
    replications: int = 1
    seed: int = 1
    measures: tuple[str, ...] = ()
    precision: Precision | None = None
    ask: Ask = "run"
    description: str = ""
    notes: tuple[str, ...] = ()


def planned(made_of: Ingredients, *, yes: bool = False) -> Plan:
    """Give the plan; raises `ScenarioError` if a point is no scenario, `UsageError` if there are too many."""
    _fit_together(made_of.factors, made_of.places)
    refuse_too_many(made_of.base, _size(made_of), made_of.replications, ask=made_of.ask, yes=yes)
    _raise(wrong_ends(made_of.base, made_of.factors), made_of)
    design = _design(made_of)
    _raise(wrong_points(made_of.base, made_of.factors, design), made_of, design)
    return Plan(
        name=made_of.name, title=made_of.title, base=made_of.base, factors=made_of.factors, design=design,
        replications=made_of.replications, seed=made_of.seed, measures=made_of.measures,
        precision=made_of.precision, ask=made_of.ask, description=made_of.description,
        notes=tuple(_notes(made_of, design)),
    )  # fmt: skip


# --- the factors together -----------------------------------------------------------------------------------


def _fit_together(factors: Sequence[Factor], places: Sequence[Place]) -> None:
    """Refuse two factors of one name, and two that set the same key or keys that replace each other."""
    complaints = []
    for at, (factor, place) in enumerate(zip(factors, places, strict=True)):
        for other in factors[:at]:
            if factor.name == other.name:
                complaints.append(place.wrong("name", factor.name, "is varied already", "keep one of the two"))
            elif key := min(factor.keys & (other.keys | _cleared_by(other)), default=None):
                problem = f"sets {key}, and {other.name} sets that too or what replaces it"
                complaints.append(place.wrong("", None, problem, "vary it in one of the two"))
    if complaints:
        raise ScenarioError(tuple(complaints))


def in_vain(said: Layer, factors: Sequence[Factor]) -> Iterator[Complaint]:
    """Give a complaint about each setting that every point would replace."""
    varied = {key for factor in factors for key in factor.keys}
    for key, one in said.items():
        if key in varied:
            problem = "is varied, so this would change nothing"
            yield Complaint(one.file, one.line, key, shown(one.value), problem, "leave it out")


def _cleared_by(factor: Factor) -> frozenset[str]:
    """The keys that a factor clears by setting others in their place."""
    rivals = (parameters()[key].instead_of for key in factor.keys if key in parameters())
    return frozenset(rival for rival in rivals if rival)


# --- the points ---------------------------------------------------------------------------------------------


def _size(made_of: Ingredients) -> int:
    """How many points there will be, before any is made."""
    d, points = len(made_of.factors), made_of.points or 0
    match made_of.design:
        case "grid":
            return designs.size_of_grid(made_of.factors)
        case "list":
            return len(made_of.listing.rows) if made_of.listing else 0
        case "one-at-a-time":
            return 1 + sum(len(one.levels) or one.steps or 0 for one in made_of.factors)
        case "latin-hypercube":
            return points
        case "sobol":
            return points * (d + 2)
        case "morris":
            return points * (d + 1)
        case _:
            assert_never(made_of.design)


def _design(made_of: Ingredients) -> Design:
    factors, points, seed = made_of.factors, made_of.points or 0, made_of.seed
    match made_of.design:
        case "grid":
            return designs.grid(factors)
        case "list":
            assert made_of.listing is not None
            return designs.listed(factors, made_of.listing.rows)
        case "one-at-a-time":
            return designs.one_at_a_time(factors, [_own(made_of.base, factor) for factor in factors])
        case "latin-hypercube":
            return designs.latin_hypercube(factors, points, seed)
        case "sobol":
            return designs.sobol(factors, points, seed)
        case "morris":
            return designs.morris(factors, points, seed)
        case _:
            assert_never(made_of.design)


def _own(base: Scenario, factor: Factor) -> Value:
    """What the base has of a factor, if that is a value."""
    value = base.settings[factor.key] if factor.key else AS_BASE
    return value if isinstance(value, int | float | str) else AS_BASE


def _notes(made_of: Ingredients, design: Design) -> list[str]:
    notes, points = list(made_of.notes), made_of.points or 0
    if design.repeated:
        once = "a point that comes" if design.repeated == 1 else f"{design.repeated:,} points that come"
        notes.append(f"{once} again {'is' if design.repeated == 1 else 'are'} computed once")
    if design.name == "sobol" and points & (points - 1):
        near = 1 << (points.bit_length() - 1)
        notes.append(
            f"points = {points:,} is not a power of 2: the sample is less even than with {near:,} or {2 * near:,}"
        )
    return notes


# --- are they scenarios -------------------------------------------------------------------------------------


def _raise(wrong: Iterator[Wrong], made_of: Ingredients, design: Design | None = None) -> None:
    """Raise what is wrong, if anything is."""
    complaints = tuple(_placed(one, made_of, design) for one in islice(wrong, MOST_COMPLAINTS))
    if complaints:
        raise ScenarioError(complaints)


def _placed(wrong: Wrong, made_of: Ingredients, design: Design | None) -> Complaint:
    """A complaint with the line of the factor, or of the list, and with the points that it is about."""
    place = made_of.places[made_of.factors.index(wrong.factor)]
    about = replace(wrong.complaint, file=place.file, line=place.line_of(*LEVELS))
    if design is None:
        return replace(about, problem=f"{about.problem}: the range of {wrong.factor.name} ends there")
    if made_of.listing is not None:
        at = design.order.index(wrong.points[0])
        about = replace(about, file=made_of.listing.file, line=made_of.listing.lines[at])
    return replace(about, problem=f"{about.problem}, {_where(wrong, design)}")


def _where(wrong: Wrong, design: Design) -> str:
    first, more = wrong.points[0], len(wrong.points) - 1
    values = ", ".join(f"{name} = {shown(value)}" for name, value in design.points[first].values.items())
    others = "" if not more else f" and {more:,} more" if wrong.counted else " and many more"
    return f"at point {first} ({values}){others}"


def needs(design: DesignName, points: int | None) -> tuple[str, str] | None:
    """What is wrong with the number of points for a design, and what to do; None if nothing is."""
    if design in SAMPLED and points is None:
        return f"missing: a {design} design needs to know how many", "write points = 64, or --points 64"
    if design not in SAMPLED and points is not None:
        return f"has no place in a {design} design", "its values say how many points there are"
    return None
