"""Results on disk: one folder for each scenario and seed, whole or not there, and no flipped bit unseen.

This room knows tables, names and bytes, and nothing of what they mean: `sim.results` hands it frames and facts.
"""
