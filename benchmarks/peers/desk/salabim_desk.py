"""The desk in salabim: a resource, a component for each contact, and a request that fails when patience ends."""

from __future__ import annotations

import salabim

salabim.yieldless(False)


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    contacts = list(zip(arrival, service, patience, strict=True))

    def serve():
        env = salabim.Environment(trace=False, random_seed=1)
        desk = salabim.Resource(capacity=agents, monitor=False)
        waits: list[float] = []
        abandoned = 0

        class Contact(salabim.Component):
            def process(self, minutes, patient_for):
                nonlocal abandoned
                came = env.now()
                yield self.request(desk, fail_delay=patient_for)
                waits.append(env.now() - came)
                if self.failed():
                    abandoned += 1
                    return
                yield self.hold(minutes)
                self.release()

        class Door(salabim.Component):
            def process(self):
                for at, minutes, patient_for in contacts:
                    yield self.hold(till=at)
                    Contact(minutes=minutes, patient_for=patient_for, mode=None)

        Door()
        env.run()
        return {"contacts": len(waits), "abandoned": abandoned, "waiting": sum(waits)}

    return serve
