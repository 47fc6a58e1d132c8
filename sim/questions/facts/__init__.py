"""Which stylised facts does the model show? Regularities that studies found, each as an experiment."""

from sim.questions.facts.after_failures import AFTER_FAILURES
from sim.questions.facts.of_firms import OF_FIRMS

FACTS = (*AFTER_FAILURES, *OF_FIRMS)
"""Every fact, in the order of its number."""
