"""The science: every equation of the model, one small pure function each.

A rule takes floats or NumPy arrays (one value per customer), gives back the same kind, draws nothing and
stores nothing. Where luck enters, the caller hands in a standard normal `z` and compares chances with his
own uniforms. Read in the order in which a customer meets them:

    quantity        what a rule takes and gives
    hazard          rates per day, chances per step, half-lives
    belief          what a customer expects of the product, and how signals move it
    attraction      adstock, targeting and the hazard of becoming interested
    choice          the three gates of the funnel: interest, usability, purchase
    experience      what is felt: touchpoints, performance in use, the gap to expectations
    failure         problems, their size and age, returns, fixing the product
    encounter       justice at the service desk, resolution, recovery of the loss
    loyalty         churn, tenure, repurchase
    word_of_mouth   who talks, how kindly, and what it says
    staff           how many agents, how content, how skilled
    money           sales, returns, wages, discounting, the value of who is left
    scores          CX index, NPS, CSAT, CES and who answers a survey

Quality lives on a scale where 0.5 is what the alternative offers; everything felt is a difference on that
scale. Time is in days, waiting in minutes, probabilities between 0 and 1. A source without a note is
standard literature; docs/model.md says which of them were read for this model.
"""
