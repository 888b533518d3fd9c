"""Two published Chinese case studies of grassroots governance as data.

Everything public stands here; a name is imported when it is first used, so
that ``import casestudy`` itself takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casestudy.book.exercises import check as check
    from casestudy.coding.cases import Case as Case
    from casestudy.coding.cases import list_cases as list_cases
    from casestudy.coding.cases import load_case as load_case
    from casestudy.coding.codebook import describe as describe
    from casestudy.coding.comparisons import load_comparison as load_comparison
    from casestudy.coding.reading import CodingError as CodingError
    from casestudy.findings.robustness import robustness as robustness
    from casestudy.networks import network as network
    from casestudy.networks import network_kinds as network_kinds

__version__ = "0.1.0"

_HOME = {
    "Case": "coding.cases",
    "CodingError": "coding.reading",
    "check": "book.exercises",
    "describe": "coding.codebook",
    "list_cases": "coding.cases",
    "load_case": "coding.cases",
    "load_comparison": "coding.comparisons",
    "network": "networks",
    "network_kinds": "networks",
    "robustness": "findings.robustness",
}
__all__ = [*_HOME, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"casestudy has no {name!r}; it has {', '.join(sorted(_HOME))}")
    return getattr(import_module(f"casestudy.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
