"""What matters in a sweep, and where something happens.

study    the points and runs of a sweep as tables of numbers, with what is missing
methods  what each design allows to say of its factors
curves   how a measure answers to each factor
answer   all of it, from a sweep that is finished or not
where    boxes of the factors in which a measure is high, or low
"""

from sim.questions.sensitivity.answer import Sensitivity, sensitivity
from sim.questions.sensitivity.study import Frames
from sim.questions.sensitivity.where import Where, where

__all__ = ["Frames", "Sensitivity", "Where", "sensitivity", "where"]
