"""Any small world: every parameter may be anything in its plausible range, or at an extreme."""

from __future__ import annotations

from hypothesis import note
from hypothesis import strategies as st

from sim.scenario import Scenario
from sim.scenario.scenario import parameters

APART = {
    "title", "description", "protocol", "population", "represents", "days", "measure_from_day", "replications",
    "seed", "log", "money.currency", "desk.arrival_profile", "desk.phone.share", "desk.chat.share",
    "desk.email.share", "desk.self_service.share", "desk.community.share", "recovery.distributive",
    "recovery.interactional", "recovery.procedural", "marketing.promise", "marketing.overpromise", "desk.agents",
    "desk.staffing_ratio",
}  # fmt: skip
"""Settings of the run, and parameters that must fit together: drawn by hand below."""

LIVELY = {
    "failures.rate": 0.05,
    "failures.question_rate": 0.03,
    "loyalty.churn_rate": 0.003,
    "loyalty.repurchases_per_year": 12,
    "marketing.reach_per_day": 0.05,
    "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20,
    "returns.rate": 0.004,
}
"""So that much happens in few days."""


def number(parameter):
    """Draw a value of one parameter."""
    low, high = parameter.plausible
    if parameter.type is int:
        return st.integers(int(low), int(high))
    extremes = [float(edge) for edge in (0, 1) if edge in parameter.valid]
    inside = st.floats(low, high, allow_subnormal=False)
    return inside if not extremes else st.one_of(inside, inside, inside, st.sampled_from(extremes))


NUMBERS = {
    key: number(parameter) for key, parameter in parameters().items() if key not in APART and parameter.plausible
} | {
    "desk.phone.priority": st.integers(0, 2),
    "desk.chat.priority": st.integers(0, 2),
    "desk.email.priority": st.integers(0, 2),
}


@st.composite
def shares(draw, *keys):
    """Draw shares that add up to 1, some of them 0 or 1."""
    weights = [draw(st.sampled_from([0.0, 0.0, 1.0, 0.3, 0.7])) for _ in keys]
    weights[draw(st.integers(0, len(keys) - 1))] += 1.0
    return {key: weight / sum(weights) for key, weight in zip(keys, weights, strict=True)}


PROFILES = st.sampled_from([{}, {}, {"desk.arrival_profile": [0.1, 0.5, 0.0, 0.4]}])
PROMISES = st.one_of(st.just({}), st.builds(lambda p: {"marketing.promise": p}, st.floats(0, 1.5)))
ROTAS = st.one_of(
    st.just({}),
    st.builds(
        lambda a: {"desk.agents": a},
        st.one_of(st.sampled_from([0.0, 1.0, 2.0]), st.floats(0.05, 5)),
    ),
    st.builds(lambda r: {"desk.staffing_ratio": r}, st.floats(0, 2)),
)


@st.composite
def tied(draw):
    """Draw values that must fit one another."""
    said = draw(st.one_of(st.just({}), shares("desk.phone.share", "desk.chat.share", "desk.email.share")))
    weights = shares("recovery.distributive", "recovery.interactional", "recovery.procedural")
    said |= draw(st.one_of(st.just({}), weights))
    said |= draw(st.one_of(st.just({}), shares("desk.self_service.share", "desk.community.share", "_agent")))
    said.pop("_agent", None)
    return said | draw(PROMISES)


def numbers(may):
    """Draw values of some parameters that may differ so."""
    free = {key: value for key, value in NUMBERS.items() if may(parameters()[key].varies)}
    return st.fixed_dictionaries({}, optional=free)


OF_SEGMENTS = numbers(lambda varies: varies.by_segment)
OF_DAYS = numbers(lambda varies: varies.by_day)


@st.composite
def segments(draw):
    """Draw segments, some of them empty."""
    weights = draw(st.lists(st.sampled_from([0, 1, 1, 2, 3.7]), min_size=1, max_size=3).filter(any))
    pieces = []
    for place, weight in enumerate(weights):
        own = {"name": f"s{place}", "share": weight / sum(weights), "priority": draw(st.integers(0, 2))}
        pieces.append(own | draw(OF_SEGMENTS) | draw(tied()))
    return pieces


@st.composite
def changes(draw, days):
    """Draw changes, some of them on one day."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        own = {"from_day": draw(st.integers(1, days - 1))}
        said = draw(OF_DAYS) | draw(tied()) | draw(PROFILES) | draw(ROTAS)
        pieces.append(own | (said or {"product.quality": 0.3}))
    return pieces


@st.composite
def any_world(draw, people=60, days=120):
    """Draw a scenario with at most so many people and days, in which much may happen."""
    days = draw(st.one_of(st.integers(1, days), st.integers(days // 2, days)))
    said = {
        "protocol": draw(st.sampled_from(["cohort", "market"])),
        "population": draw(st.one_of(st.integers(1, people), st.integers(2 * people // 3, people))),
        "represents": draw(st.sampled_from([1, 1, 2, 5, 20])),
        "days": days,
        "measure_from_day": draw(st.one_of(st.just(0), st.integers(0, days - 1))),
        "seed": draw(st.integers(0, 1000)),
        "log": "all",
    }
    if draw(st.booleans()):
        said |= LIVELY
    said |= draw(st.fixed_dictionaries({}, optional=NUMBERS)) | draw(tied()) | draw(PROFILES) | draw(ROTAS)
    if draw(st.booleans()):
        said |= {"segments": draw(segments())}
    if days > 1 and draw(st.booleans()):
        said |= {"changes": draw(changes(days))}
    note(f"Scenario().but({said})")
    return Scenario().but(said)
