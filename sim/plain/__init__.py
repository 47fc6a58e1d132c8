"""The same model, told plainly: read it first, subclass it to try a mechanism, trust it as the specification.

    model       a day, and the record of a run          departments  marketing, product and service: policies
    person      who a customer is                       desk         who contacts it, and what comes of it
    buyer       the way to a purchase                   shift        one day of the queue, in SimPy
    customer    the day, and life with the product      encounter    what a contact does to a customer
    memory      ledger, case, issue, tally              scores       answers and worth at the horizon
    log         contacts and events                     turns        who may contact the desk, and in which order

It shares the scenario, the draws, the measures and the checks of arguments with the fast engine, and nothing else.
"""

from sim.plain.model import PlainModel

__all__ = ["PlainModel"]
