"""The crowd in AMBER: columns in Polars, a day computed for all in NumPy and written back."""

from __future__ import annotations

import ambr
import numpy as np
from one_customer import MAJOR, MINOR, NOTHING, world

GIVEN = ("fit", "loyalty", "belief", "variance", "incidents")
COLUMNS = (
    "belief", "variance", "incidents", "performance", "gap", "recent", "case", "failures", "days",
    "cx_sum", "here",
)  # fmt: skip


class Crowd(ambr.Model):
    """All of them; `step_vectorized` is the lane that its documentation calls the fast one."""

    def setup(self):
        """Let them come."""
        task = self.p["task"]
        people = task["people"]
        self.world = world(task)
        self.hazard = self.world.failure_rate * np.exp(
            -self.world.failure_slope * (self.world.quality + task["fit"] - 0.5)
        )
        given = {name: task[name].copy() for name in GIVEN}
        zeros = {name: np.zeros(people) for name in ("performance", "gap", "recent", "cx_sum")}
        counts = {name: np.zeros(people, dtype=np.int64) for name in ("case", "failures", "days")}
        self.add_agents(people, **given, **zeros, **counts, here=np.ones(people, dtype=np.int64))

    def step_vectorized(self):
        """A day of everybody who is here."""
        fit, loyalty = self.agents.borrow("fit")[0], self.agents.borrow("loyalty")[0]
        now = {name: np.array(self.agents.borrow(name)[0]) for name in COLUMNS}
        live_a_day(now, fit, loyalty, self.hazard, self.world, self.rng)
        self.agents.commit(**now)


def live_a_day(c, fit, loyalty, hazard, w, luck):
    """Let a day pass for all: the same as `one_customer.live_a_day`, in columns."""
    here = np.flatnonzero(c["here"])
    for name in ("incidents", "recent"):
        c[name][here] *= w.fading
    use(c, here[luck.random(len(here)) < w.usage_rate], fit, w, luck)
    troubled = here[c["case"][here] != NOTHING]
    c["case"][troubled[luck.random(len(troubled)) < w.healing]] = NOTHING
    sound = here[c["case"][here] == NOTHING]
    fail(c, sound[luck.random(len(sound)) < -np.expm1(-hazard[sound])], w, luck)
    c["days"][here] += 1
    cx = (c["incidents"] + c["performance"] + c["gap"])[here]
    c["cx_sum"][here] += cx
    leaving = -np.expm1(-w.churn_rate * np.exp(-w.churn_sensitivity * (cx + loyalty[here])))
    c["here"][here[luck.random(len(here)) < leaving]] = 0


def use(c, rows, fit, w, luck):
    """Use the product: performance, disconfirmation, and what is learnt."""
    met = w.quality + fit[rows] + w.experience_sd * luck.standard_normal(len(rows))
    met -= np.array([0.0, *w.penalties])[c["case"][rows]]
    belief, variance = c["belief"][rows], c["variance"][rows]
    perceived = met + w.assimilation * (belief - met)
    difference = perceived - belief
    felt = np.where(difference < 0.0, w.loss_aversion * difference, difference)
    performance = w.use_weight * (1.0 - w.gap_share) * (perceived - w.competitor)
    c["performance"][rows] += w.recency * (performance - c["performance"][rows])
    c["gap"][rows] += w.recency * (w.use_weight * w.gap_share * felt - c["gap"][rows])
    gain = variance / (variance + w.signal_sd**2)
    c["belief"][rows] = belief + gain * (met - belief)
    c["variance"][rows] = variance * (1.0 - gain)


def fail(c, rows, w, luck):
    """Suffer a failure, worse after recent ones; nobody is told."""
    case = np.where(luck.random(len(rows)) < w.major_share, MAJOR, MINOR)
    c["case"][rows] = case
    c["incidents"][rows] -= np.asarray(w.losses)[case - 1] * (1.0 + w.escalation * c["recent"][rows])
    c["recent"][rows] += 1.0
    c["failures"][rows] += 1


def prepare(**task):
    """Give a function that lives the days of this crowd and says what became of it."""
    task |= {name: np.asarray(task[name], float) for name in GIVEN}

    def live():
        crowd = Crowd({"task": task, "steps": task["days"], "seed": 1, "show_progress": False})
        crowd.cpu(mode="vectorized").run()
        end = {name: crowd.agents.borrow(name)[0] for name in COLUMNS}
        evenings = end["cx_sum"] / end["days"]
        return {
            "stayed": float(end["here"].mean()),
            "failures": float(end["failures"].mean()),
            "cx": float(evenings.mean()),
            "cx_sd": float(evenings.std()),
            "customer_days": int(end["days"].sum()),
        }

    return live
