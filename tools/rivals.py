"""The same matters and hands in two libraries of discrete events, Ciw (one queue) and SimPy, to hold ours against.

They replay draws: every arrival, route and amount of work is given, so that nothing may differ but the rule of service.
"""

from collections.abc import Generator
from typing import Any

import ciw
import numpy as np
import simpy
from numpy.typing import NDArray

from casestudy.scenarios.queues import NOWHERE, Hands, Matters

Floats = NDArray[np.float64]


def replay_simpy(matters: Matters, hands: Hands) -> tuple[Floats, Floats]:
    """Return when each visit began and ended, by SimPy: a queue is a store of its free hands."""
    env = simpy.Environment()
    began, ended = np.full(matters.queue.shape, np.nan), np.full(matters.queue.shape, np.nan)
    stores = [simpy.Store(env) for _ in range(int(hands.queue.max()) + 1)]
    queue, work, delay = matters.queue.tolist(), matters.work.tolist(), matters.delay.tolist()

    def hand(j: int) -> Generator[Any, Any, None]:
        yield env.timeout(hands.joins[j])
        yield stores[hands.queue[j]].put(j)

    def matter(i: int) -> Generator[Any, Any, None]:
        yield env.timeout(matters.arrival[i])
        visits = [v for v, q in enumerate(queue[i]) if q != NOWHERE]
        for n, v in enumerate(visits):
            if n:
                yield env.timeout(delay[i][v])
            j = yield stores[queue[i][v]].get()
            while env.now >= hands.leaves[j]:  # who has left takes nothing up any more
                j = yield stores[queue[i][v]].get()
            began[i, v] = env.now
            yield env.timeout(work[i][v] / hands.speed[j])
            ended[i, v] = env.now
            if env.now < hands.leaves[j]:
                yield stores[queue[i][v]].put(j)

    for j in range(len(hands.queue)):
        env.process(hand(j))
    for i in range(len(matters.arrival)):
        env.process(matter(i))
    env.run()
    return began, ended


def replay_ciw(matters: Matters, hands: int) -> Floats:
    """Return when each of some matters with one visit to one queue began, by Ciw."""
    gaps = np.diff(matters.arrival, prepend=0.0).tolist()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, float("inf")])],
        service_distributions=[ciw.dists.Sequential(matters.work[:, 0].tolist())],
        number_of_servers=[hands],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(gaps), method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return np.array([record.service_start_date for record in records])
