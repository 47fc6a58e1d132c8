"""What is this scenario, and what is there to expect of it before it is run?

expected   the desk in closed form: how much work, how long a wait
trial      a short run of the same scenario, to hold the closed form to
reasons    why the two may differ, as far as it applies to this scenario
"""

from sim.questions.describe.description import Description, describe

__all__ = ["Description", "describe"]
