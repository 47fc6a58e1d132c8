"""The crowd in AgentPy: an agent for each customer, asked every day."""

from __future__ import annotations

import agentpy
from one_customer import begin, live_a_day, told, world


class Customer(agentpy.Agent):
    """One customer."""

    def setup(self):
        """Be somebody."""
        begin(self, self.id - 1, self.p.task)

    def day(self):
        """Live a day, if still a customer."""
        if self.here:
            live_a_day(self, self.model.world, self.model.random)


class Crowd(agentpy.Model):
    """All of them."""

    def setup(self):
        """Let them come."""
        self.world = world(self.p.task)
        self.customers = agentpy.AgentList(self, self.p.task["people"], Customer)

    def step(self):
        """A day of everybody."""
        self.customers.day()


def prepare(**task):
    """Give a function that lives the days of this crowd and says what became of it."""

    def live():
        crowd = Crowd({"task": task, "steps": task["days"], "seed": 1})
        crowd.run(display=False)
        return told(crowd.customers)

    return live
