"""Two small models that say what would have to be true for the articles' arguments to hold.

Thinking tools: part of their structure and some of their counts are told in the
articles, all else is assumed (:mod:`casestudy.lab`), and no result is a finding about a city.
They need the packages of the extra ``lab``.
"""

try:
    import numba  # noqa: F401
    import pyarrow  # noqa: F401
    import SALib  # noqa: F401
except ImportError as fault:
    raise ImportError(f'the scenario models need the extra lab ({fault}): pip install "casestudy[lab]"') from None

from casestudy.lab import settings
from casestudy.scenarios.handling import simulate
from casestudy.scenarios.lists import simulate_lists
from casestudy.scenarios.sweep import sweep

__all__ = ["settings", "simulate", "simulate_lists", "sweep"]
