"""Discrete-event simulation: matters pass through queues; one event loop for any route and any set of hands.

A *matter* makes up to so many visits; each is to one queue, takes some work,
and comes some time after the visit before it ended. A *hand* serves one queue,
one matter at a time, from when it joins until it leaves; a leaving hand first
ends what it has begun. Who has waited longest is served first, by the hand that is
free first (the recursion of Kiefer and Wolfowitz, 1955): so the beginning of a
visit is known when the matter comes, and one heap of comings is enough.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NOWHERE = -1


@dataclass(frozen=True)
class Matters:
    """What comes: ``arrival`` (days, ascending) and, for each visit, its queue, its work and the delay before it.

    ``queue``, ``work`` and ``delay`` have a row a matter and a column a visit; a visit
    whose queue is :data:`NOWHERE` is left out. The first visit has no delay.
    """

    arrival: Floats
    queue: Integers
    work: Floats
    delay: Floats


@dataclass(frozen=True)
class Hands:
    """Who serves: for each hand, in the order of queues, its queue, when it joins and leaves, and its speed."""

    queue: Integers
    joins: Floats
    leaves: Floats
    speed: Floats


def serve(matters: Matters, hands: Hands) -> tuple[Floats, Floats, Integers]:
    """Return when each visit began and ended, and the hand that served it (not a number, and -1, where there is none).

    Examples
    --------
    Two matters come to one hand, who needs a day for each; the second waits.

    >>> one = np.array([[0], [0]])
    >>> matters = Matters(np.array([0.0, 0.5]), one, np.ones((2, 1)), np.zeros((2, 1)))
    >>> hands = Hands(np.array([0]), np.zeros(1), np.array([np.inf]), np.ones(1))
    >>> began, ended, _ = serve(matters, hands)
    >>> began[:, 0], ended[:, 0]
    (array([0., 1.]), array([1., 2.]))

    References
    ----------
    Kiefer, J. and Wolfowitz, J. (1955). On the theory of queues with many
    servers. Transactions of the American Mathematical Society 78, 1–18.

    """
    first = np.searchsorted(hands.queue, np.arange(hands.queue.max() + 2))
    return _serve(  # type: ignore[no-any-return]
        matters.arrival, matters.queue, matters.work, matters.delay, first, hands.joins, hands.leaves, hands.speed
    )


@njit(cache=True)
def _serve(arrival, queue, work, delay, first, joins, leaves, speed):  # type: ignore[no-untyped-def]
    n, visits = queue.shape
    began, ended = np.full((n, visits), np.nan), np.full((n, visits), np.nan)
    by = np.full((n, visits), -1)
    free = joins.copy()
    coming = [(np.inf, 0, 0)]
    new = 0
    while new < n or len(coming) > 1:
        if new < n and arrival[new] <= coming[0][0]:
            time, matter, visit = arrival[new], new, 0
            while queue[matter, visit] == NOWHERE:
                visit += 1
            new += 1
        else:
            time, matter, visit = heapq.heappop(coming)
        q = queue[matter, visit]
        hand, start = -1, np.inf
        for j in range(first[q], first[q + 1]):
            begin = max(time, free[j])
            if begin < leaves[j] and (hand < 0 or free[j] < free[hand]):
                hand, start = j, begin
        end = start + work[matter, visit] / speed[hand]
        free[hand] = end
        began[matter, visit], ended[matter, visit], by[matter, visit] = start, end, hand
        visit += 1
        while visit < visits and queue[matter, visit] == NOWHERE:
            visit += 1
        if visit < visits:
            heapq.heappush(coming, (end + delay[matter, visit], matter, visit))
    return began, ended, by
