"""Closed forms: what mathematics says a simulation must come out at.

Each function answers a question that the model also answers by running, in a limit where the answer is
known. `verify` and the tests put the two side by side; `describe` uses the queues to say what to expect.

    queues      Erlang B, C and A, priorities, redialling
    diffusion   Bass, dwell times, adstock, targeting
    learning    beliefs after n signals, disconfirmation, customer experience without failures
    renewal     survival, failures, the ledger of incidents, contacts per issue, skill
    value       customer lifetime value, NPS from a normal latent, price elasticity
    repeat_buying   who buys again at a rate of his own, and quits after any purchase (BG/NBD)

Times are in the unit of the rates handed in: minutes in `queues`, days elsewhere.
"""
