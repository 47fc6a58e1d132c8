"""What five articles say of customer experience and service, claim by claim, and what becomes of it in the model.

claim       a row of the ledger: what it says, and whether a run can say anything about it
effect      the one number that a claim is about, from the records of some worlds
experiment  the worlds, the effect, what is expected of it, and the region in which it is looked for
verdict     when a claim is supported, when it is not, and when it depends
region      where it flips, in words
plans       what is computed
quick       what a quick trial spares
shared      worlds that several claims ask for, lived once
trial       what is computed, kept and read again
article_*   the claims themselves
"""
