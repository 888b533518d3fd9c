"""Two small models that say what would have to be true for the articles' arguments to hold.

Thinking tools: part of their structure and some of their counts are told in the
articles, all else is assumed (:mod:`casestudy.scenarios.assumptions`), and no result is a finding about a city.
To look at what they assume takes no more than the library; to run them, the packages of the extra ``lab``.
"""

from importlib import import_module
from typing import Any

from casestudy.scenarios import findings as findings
from casestudy.scenarios.assumptions import list_models, load_model, settings

_RUNS = {"simulate": "handling", "simulate_lists": "lists", "sweep": "sweeps"}
__all__ = ["list_models", "load_model", "settings", "simulate", "simulate_lists", "sweep"]


def __getattr__(name: str) -> Any:
    if name not in _RUNS:
        raise AttributeError(f"casestudy.scenarios has no {name!r}; it has {', '.join(__all__)}")
    try:
        return getattr(import_module(f"casestudy.scenarios.{_RUNS[name]}"), name)
    except ImportError as fault:
        raise ImportError(f'the scenario models need the extra lab ({fault}): pip install "casestudy[lab]"') from None
