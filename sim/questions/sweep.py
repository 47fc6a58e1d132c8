"""Many points, each lived several times: a table over a design, from a file, a scenario or a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.processes import FOR_SWEEPS, begin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from sim.experiment.design import DesignName
    from sim.experiment.plan import Ask, Plan
    from sim.experiment.run import Outcome
    from sim.experiment.sweep import Sweep, Tally
    from sim.scenario import Scenario

AT_MOST = 100
"""Replications of a point after which it is left as it is, unless told otherwise."""


def sweep(
    what: str | Path | Scenario | Plan,
    vary: Mapping[str, object] | Sequence[str] | None = None,
    *,
    design: DesignName | None = None,
    points: int | None = None,
    settings: Mapping[str, object] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    measures: Sequence[str] = (),
    precision: Mapping[str, float] | None = None,
    at_most: int | None = None,
    ask: Ask | None = None,
    folder: str | Path | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    executor: Executor | None = None,
    shard: str | None = None,
    retry_failed: bool = False,
    time_limit: float | None = None,
    progress: Callable[[Tally], None] = lambda tally: None,
    outcome: Outcome | None = None,
) -> Sweep:
    """Run a scenario at many points and give the tables of all that is measured.

    `what` is a sweep file or its name, or, with `vary`, a scenario or its name:

        if __name__ == "__main__":
            found = sweep("default", {"product.quality": [0.3, 0.6], "desk.agents": "10:40:4"}, replications=4)
            found.runs       # a row a run: point, replication, seed, every factor, every measure
            found.summary    # a row a point and measure: mean, interval, sd, n, unit
            found.failures   # a row a run without a result, and why

    The levels of a factor may be settings, each with a name: `{"desk": {"small": {"desk.agents": 4}, ...}}`.

    With a `folder` every run is kept there as it ends, and what lies there is not computed again; without one the
    runs are kept in memory. They are made in this process, in `workers` processes, on the cluster of a Dask
    `scheduler`, or by any `executor` of `concurrent.futures`: the numbers are the same. `shard="2/4"` makes the
    second of four shares of the points. With `precision={"retention": 0.01}` every point has 10 replications, or
    those asked for if they are more, and others until its 95 % interval reaches no further than that to either
    side, or there are `at_most` (100). A plan keeps its points and its seed; it may get other `replications`,
    `measures`, `precision`, or `at_most` if it has one. `retry_failed` makes runs again that have failed;
    `time_limit` gives a run up after so many seconds, instead of after fifty times what it should take.

    `outcome` measures something else than the measures, without `precision` or `measures`: an object with
    `worlds(scenario)`, which gives the scenarios to be lived at a point, and `values(records)`, which gives
    numbers by names of their own; another one makes it another sweep.

    Raises `UsageError` and `ScenarioError` for what makes no sense, before anything is run (for names that an
    outcome may not give, once it has given them); a run that fails is a row of `failures`. Raises `MachineError`
    if nobody is left to make the runs, or if they cannot be kept; what is finished stays in the folder.
    """
    # Before all that is loaded here, so that workers load at the same time.
    if executor is None and scheduler is None and isinstance(workers, int) and workers > 1:
        begin(*FOR_SWEEPS)
    from sim.arguments import check_arguments, check_methods, check_progress, is_number, whole
    from sim.errors import UsageError, told
    from sim.experiment.agenda import WHOLE, Shard
    from sim.experiment.planning import Asked
    from sim.experiment.store import Store
    from sim.experiment.sweep import carried_out, crew_of
    from sim.questions.sweep_plan import made_precise, measured_by, outcome_of, planned
    from sim.scenario.layers import as_python

    measures = as_python(measures)
    check_progress(progress)
    if executor is not None:
        check_methods("executor", executor, "submit")
    if outcome is not None:
        check_methods("outcome", outcome, "worlds", "values")
        if measures:
            raise UsageError("`measures` are those of the program; leave them out where an `outcome` measures")
    if scheduler is not None and not (isinstance(scheduler, str) and scheduler):
        raise UsageError(f"scheduler must be an address, as in 'tcp://10.0.0.1:8786', got {told(scheduler)}")
    if time_limit is not None and not (is_number(time_limit) and time_limit > 0):
        raise UsageError(f"time_limit must be a number of seconds above 0, got {told(time_limit)}")
    points, replications, seed = map(as_python, (points, replications, seed))
    if at_most is not None:
        at_most = whole("at_most", at_most, 1)
    asked = Asked({} if settings is None else settings, design, points, replications, seed, ask)
    plan = planned(what, vary, asked, measures)
    plan = made_precise(plan, precision, at_most)
    if outcome is not None:
        plan = measured_by(plan, outcome)
    check_arguments(plan.replications, plan.seed, "fast", workers)
    with Store.begin(folder, plan, workers=workers) as store:
        found = carried_out(
            plan,
            store,
            crew_of(workers=workers, scheduler=scheduler, executor=executor),
            outcome=outcome or outcome_of(plan),
            shard=Shard.read(str(shard)) if shard else WHOLE,
            retry_failed=retry_failed,
            time_limit=time_limit,
            progress=progress,
        ).read()
        store.export()
    return found
