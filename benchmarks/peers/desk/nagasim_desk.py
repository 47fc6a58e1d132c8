"""The desk in Naga: blocks on SimPy, read from a model that is data."""

from __future__ import annotations

from nagasim import build


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    number = len(arrival)
    keys = list(range(1, number + 1))
    model = build.Model(time_limit=arrival[-1] + max(service) + max(patience), replications=1)
    model.add_resource(name="desk", capacity=agents)
    model.add_table(name="minutes", keys=keys, values=service)
    model.add_table(name="patience", keys=keys, values=patience)
    model.add_variable(name="seen", initial=0)
    first, *others = arrival
    later = build.FixedSchedule(schedule=others)
    come = model.create(distribution=later, start_time=first, max_arrivals=number)
    know = model.assign(
        assignments=[
            {"target": "seen", "expr": "seen + 1"},
            {"target": "entity.minutes", "expr": 'TABLE("minutes", seen)'},
            {"target": "entity.patience", "expr": 'TABLE("patience", seen)'},
        ]
    )
    talk = model.process(
        resource_name="desk",
        distribution=build.CustomExpression(expression="entity.minutes"),
        renege_after="entity.patience",
    )
    come >> know >> talk
    talk >> model.dispose()
    talk >> model.dispose()

    def serve():
        told = model.run()
        desk, queue = told["resource_summary"].iloc[0], told["queue_summary"].iloc[0]
        served, left = int(desk["Total Seizes"]), int(queue["Reneged"])
        waited = served * float(desk["Time in Queue Avg"]) + left * float(queue["Avg Wait Before Renege"])
        return {"contacts": served + left, "abandoned": left, "waiting": waited}

    return serve
