"""How much can service quality rescue a weak product?

sides    what is compared: two products and two services
cells    the four scenarios that they make
index    the share of the gap between the products that excellent service closes, by measure and over time
cost     what a rescued customer costs
answer   all of it, from four finished runs
"""

from sim.questions.rescue.answer import Rescue, rescue
from sim.questions.rescue.cells import CELLS, cells_of
from sim.questions.rescue.index import SMALLEST_GAP
from sim.questions.rescue.sides import Sides, sides_of

__all__ = ["CELLS", "SMALLEST_GAP", "Rescue", "Sides", "cells_of", "rescue", "sides_of"]
