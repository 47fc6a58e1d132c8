"""The desk as the SimPy documentation would have it: a resource, and a process for each contact."""

from __future__ import annotations

import simpy


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    contacts = list(zip(arrival, service, patience, strict=True))

    def serve():
        env = simpy.Environment()
        desk = simpy.Resource(env, capacity=agents)
        waits: list[float] = []
        abandoned = 0

        def contact(minutes, patient_for):
            nonlocal abandoned
            came = env.now
            with desk.request() as request:
                yield request | env.timeout(patient_for)
                waits.append(env.now - came)
                if not request.triggered:
                    abandoned += 1
                    return
                yield env.timeout(minutes)

        def door():
            for at, minutes, patient_for in contacts:
                yield env.timeout(at - env.now)
                env.process(contact(minutes, patient_for))

        env.process(door())
        env.run()
        return {"contacts": len(waits), "abandoned": abandoned, "waiting": sum(waits)}

    return serve
