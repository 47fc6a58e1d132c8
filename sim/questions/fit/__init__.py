"""Which settings of a scenario make it show the figures that a firm knows about itself?

A scenario says how customers and a desk behave; a firm knows what came of it. Starting from an archetype, the few
settings that the figures identify are moved until the model shows them; all others stay as the archetype says and
are assumptions. How surely the figures settle them is told with them: the noise of the fit, which knobs they
cannot tell apart, and other settings that meet them as well.
"""

from sim.questions.fit.answer import Alternative, Fit
from sim.questions.fit.fitting import fit
from sim.questions.fit.knobs import Knob
from sim.questions.fit.table import read_table

__all__ = ["Alternative", "Fit", "Knob", "fit", "read_table"]
