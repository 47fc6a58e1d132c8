"""The same model, told plainly: read it first, subclass it to try a mechanism, trust it as the specification.

    model       a day, and the record of a run          departments  marketing, product and service: policies
    customer    the five verbs of a journey             desk         who contacts it, and what comes of it
    encounter   what a contact does to a customer       shift        one day of the queue, in SimPy
    memory      ledger, case, issue, tally              scores       answers and worth at the horizon
    log         contacts and events

It shares the scenario, the draws and the measures with the fast engine, and nothing else.
"""

from sim.plain.model import PlainModel

__all__ = ["PlainModel"]
