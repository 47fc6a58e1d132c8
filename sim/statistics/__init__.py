"""Numbers in, numbers out: what a handful of replications says, and how surely.

Nothing here knows of scenarios or measures. An interval describes simulation noise only: what would change
with another seed, never what we do not know about the world.
"""

from sim.statistics.fading import RatioChange, ratio_change
from sim.statistics.fieller import RatioInterval, ratio_interval
from sim.statistics.intervals import MeanInterval, mean_interval
from sim.statistics.paired import PairedInterval, paired_interval

__all__ = [
    "MeanInterval",
    "PairedInterval",
    "RatioChange",
    "RatioInterval",
    "mean_interval",
    "paired_interval",
    "ratio_change",
    "ratio_interval",
]
