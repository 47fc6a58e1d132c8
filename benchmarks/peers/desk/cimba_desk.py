"""The desk in Cimba, whose models are compiled: the limit of what a general tool reaches."""

from __future__ import annotations

import cimba
import numpy as np
from cimba import inputs

GAVE_UP = 42


class Contact(cimba.Model):
    """One contact: it asks for an agent, and gives up when its patience ends."""

    desk: cimba.Ref[Desk]
    minutes: float
    patient_for: float

    @cimba.process
    def wait_and_talk(self):
        """Wait, then talk or leave."""
        came = cimba.now()
        me = cimba.this_process()
        me.timer_set(self.patient_for, GAVE_UP)
        answer = self.desk.agents.acquire(1)
        self.desk.waited += cimba.now() - came
        self.desk.seen += 1
        if answer == GAVE_UP:
            self.desk.left += 1
        else:
            me.timers_clear()
            cimba.hold(self.minutes)
            self.desk.agents.release(1)
        cimba.release(self)


class Desk(cimba.Model):
    """A pool of agents, and a door through which contacts come."""

    gap: cimba.Input[float]
    minutes: cimba.Input[float]
    patience: cimba.Input[float]
    number: cimba.Param[int]
    agents: cimba.Resource
    waited: float = 0.0
    seen: int = 0
    left: int = 0
    contacts: cimba.Output[int]
    abandoned: cimba.Output[int]
    waiting: cimba.Output[float]

    @cimba.process
    def door(self):
        """Let them in, one after the other."""
        for _ in range(self.number):
            cimba.hold(self.gap.next())
            cimba.spawn(Contact, desk=self, minutes=self.minutes.next(), patient_for=self.patience.next())
        while True:
            cimba.suspend()

    @cimba.on_end
    def count(self):
        """Say what came of them."""
        self.contacts, self.abandoned, self.waiting = self.seen, self.left, self.waited


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    desk = Desk()
    desk.gap = inputs.trace(np.diff(arrival, prepend=0.0))
    desk.minutes, desk.patience = inputs.trace(np.array(service)), inputs.trace(np.array(patience))
    desk.number = len(arrival)
    desk.agents = cimba.Resource(capacity=agents)
    last = arrival[-1] + max(service) + max(patience)

    def serve():
        done = cimba.Experiment(desk, replications=1, window=cimba.Window(duration=last), seed=1).run()
        told = done[desk]
        return {
            "contacts": int(told.contacts.values.item()),
            "abandoned": int(told.abandoned.values.item()),
            "waiting": float(told.waiting.values.item()),
        }

    serve()  # the first time it is compiled
    return serve
