"""How much can service quality rescue a weak product?

sides    what is compared: two products and two services
cells    the four scenarios that they make
index    the share of the gap between the products that excellent service closes, by measure and over time
cost     what a rescued customer costs
notes    what is unusual in the cells, and what is not used as it is said
answer   all of it, from four finished runs

Around it, for those who wait a little longer:

course   the index over time of what only whole lives tell: experience, scores, lifetime value
reach    the ceiling, the worth of service in quality, the quality from which it pays, the map; drawn in a `sketch`
         of firms at other `levels` of quality and service, and of one whose service is `unbeatable`
uncertainty
         the index in other worlds that are as plausible; `study` says what varies, how far, and at which points
"""

from sim.measures.rescued import SMALLEST_GAP
from sim.questions.rescue.answer import Rescue, rescue
from sim.questions.rescue.cells import CELLS, cells_of
from sim.questions.rescue.sides import Sides, sides_of

__all__ = ["CELLS", "SMALLEST_GAP", "Rescue", "Sides", "cells_of", "rescue", "sides_of"]
