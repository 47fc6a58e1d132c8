"""The desk in Ciw: one node with servers, and customers who renege."""

from __future__ import annotations

import ciw
import numpy as np


def prepare(arrival, service, patience, agents):
    """Give a function that serves these contacts, first come first served, and says what came of them."""
    gaps = np.diff(arrival, prepend=0.0).tolist()
    minutes, patient_for = service, patience
    nobody_else = [1e12]

    def serve():
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Sequential(gaps + nobody_else)],
            service_distributions=[InOrderOfArrival(minutes)],
            reneging_time_distributions=[InOrderOfArrival(patient_for)],
            number_of_servers=[agents],
        )
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(len(minutes), method="Finish")
        records = simulation.get_all_records()
        left = sum(record.record_type == "renege" for record in records)
        waiting = sum(record.waiting_time for record in records)
        return {"contacts": len(records), "abandoned": left, "waiting": waiting}

    return serve


class InOrderOfArrival(ciw.dists.Distribution):
    """Give each contact its own number, whenever it is asked for."""

    def __init__(self, numbers):
        self.numbers = numbers

    def sample(self, t=None, ind=None):
        """Customers are numbered from one as they come."""
        return self.numbers[ind.id_number - 1] if ind.id_number <= len(self.numbers) else 1.0
