"""What a sweep is to do, from a file, from a scenario and what varies in it, or from a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.archive.names import holds_a_sweep
from sim.arguments import check_names, check_worlds
from sim.errors import UsageError, told
from sim.experiment.identity import identity
from sim.experiment.plan import Plan, Precision
from sim.experiment.planning import Asked
from sim.experiment.reading import read_sweep
from sim.experiment.run import Measures
from sim.experiment.varying import check_vary, refuse_wrong, varied
from sim.measures.rescued import names_of_values
from sim.questions.precision import half_widths
from sim.questions.sweep import AT_MOST
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.experiment.run import Outcome


def planned(
    what: str | Path | Scenario | Plan,
    vary: Mapping[str, object] | Sequence[str] | None = None,
    asked: Asked = Asked(),  # noqa: B008
    measures: Sequence[str] = (),
) -> Plan:
    """Give the plan of a sweep file, or of a scenario and what varies in it, or one that is there already."""
    if not isinstance(what, str | Path | Scenario | Plan):
        raise UsageError(f"nothing to sweep: give a scenario, a sweep file or a plan, got {told(what)}")
    check_names("measures", measures, "retention")
    if vary is not None:
        check_vary(vary)
    if isinstance(what, str | Path) and holds_a_sweep(Path(what)):
        raise UsageError(
            f"{what}: is a sweep that was made; what has made it goes on with it; in Python "
            f"Sweep.load({str(what)!r}) reads it"
        )
    if isinstance(what, Plan):
        return _as_asked(what, vary, asked, measures)
    if vary:
        scenario = what if isinstance(what, Scenario) else Scenario.load(what)
        return varied(scenario, vary, asked, measures=measures)
    if isinstance(what, Scenario):
        raise UsageError('nothing varies; say what: sweep(scenario, {"product.quality": [0.3, 0.6]})')
    plan = read_sweep(what, asked)
    refuse_wrong(measures, plan.ask)
    return replace(plan, measures=tuple(measures)) if measures else plan


def _as_asked(
    plan: Plan, vary: Mapping[str, object] | Sequence[str] | None, asked: Asked, measures: Sequence[str]
) -> Plan:
    """Give a plan with other replications, or other measures first; its points stay what they are."""
    fixed = {"vary": vary, "settings": asked.settings, "design": asked.design, "points": asked.points,
             "seed": asked.seed, "ask": asked.ask}  # fmt: skip
    if said := [f"`{name}`" for name, value in fixed.items() if value not in (None, {}, (), [])]:
        raise UsageError(
            f"a plan has its own {', '.join(said)}; leave that out, or sweep its scenario: "
            "sweep(plan.base, vary, ...)"
        )
    refuse_wrong(measures, plan.ask)
    replications = asked.replications or plan.replications
    return _allowed(replace(plan, replications=replications, measures=tuple(measures) or plan.measures))


def made_precise(
    plan: Plan, precision: Mapping[str, float] | None, at_most: int | None = None, *, says: str = "at_most"
) -> Plan:
    """Give the plan with more replications where a point needs them; `says` names what gave `at_most`.

    A plan that asks for a precision of its own may be given another limit alone; any other may not.
    """
    if precision is None:
        if at_most is None:
            return plan
        if plan.precision is None:
            raise UsageError(
                f"{says} {at_most:,} says nothing without a precision, which adds replications; for as many as "
                "that ask for so many replications"
            )
        return _allowed(replace(plan, precision=replace(plan.precision, at_most=at_most)))
    wanted = half_widths(precision, names_of_values() if plan.ask == "rescue" else ())
    if len(wanted) != 1:
        raise UsageError(
            f"a sweep is as precise as one measure is, not {len(wanted)}; give the most important one"
        )
    ((measure, half_width),) = wanted.items()
    return _allowed(replace(plan, precision=Precision(measure, half_width, at_most or AT_MOST)))


def _allowed(plan: Plan) -> Plan:
    """Give the plan, or raise `UsageError` where its precision allows fewer replications than it has."""
    if plan.precision and (at_most := plan.precision.at_most) < plan.replications:
        raise UsageError(f"at most {at_most:,} replications, but {plan.replications:,} of every point; allow more")
    return plan


def measured_by(plan: Plan, outcome: Outcome) -> Plan:
    """Give the plan with an outcome of a caller's own; nobody knows what it measures before it has been run."""
    if plan.precision is not None:
        raise UsageError(
            f"a precision of {plan.precision.measure} cannot be had where an `outcome` measures; say how many "
            "`replications` instead"
        )
    _check_worlds_of(outcome, plan.scenario_at(0))
    return replace(plan, outcome=identity(outcome))


def _check_worlds_of(outcome: Outcome, scenario: Scenario) -> None:
    try:
        worlds = outcome.worlds(scenario)
    # An outcome may raise anything at a point: that fails its runs, which become rows, and no others.
    except Exception:
        return
    check_worlds(worlds)


def outcome_of(plan: Plan) -> Outcome:
    """Give what is measured at every point, by what the plan asks."""
    if plan.outcome:
        raise UsageError(
            f"{plan.name}: what was measured there is a program's own ({plan.outcome}); make runs again from that "
            "program, with sim.experiment.again.made_again"
        )
    if plan.ask == "run":
        return Measures()
    from sim.questions.rescue.swept import RescueOutcome

    keys: set[str] = set()
    return RescueOutcome(frozenset(keys.union(*(factor.keys for factor in plan.factors))))
