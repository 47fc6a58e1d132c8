"""The crowd in Mesa: an agent for each customer, asked every day."""

from __future__ import annotations

import mesa
from one_customer import begin, live_a_day, told, world


class Customer(mesa.Agent):
    """One customer."""

    def __init__(self, model, number):
        super().__init__(model)
        begin(self, number, model.task)

    def day(self):
        """Live a day, if still a customer."""
        if self.here:
            live_a_day(self, self.model.world, self.model.random)


class Crowd(mesa.Model):
    """All of them."""

    def __init__(self, task):
        super().__init__(rng=1)
        self.task, self.world = task, world(task)
        for number in range(task["people"]):
            Customer(self, number)

    def step(self):
        """A day of everybody."""
        self.agents.do("day")


def prepare(**task):
    """Give a function that lives the days of this crowd and says what became of it."""

    def live():
        crowd = Crowd(task)
        for _ in range(task["days"]):
            crowd.step()
        return told(crowd.agents)

    return live
