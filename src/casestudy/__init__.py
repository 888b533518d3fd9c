"""Two published Chinese case studies of grassroots governance as data.

Everything public stands here; a name is imported when it is first used, so
that ``import casestudy`` itself takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casestudy.cases import Case as Case
    from casestudy.cases import list_cases as list_cases
    from casestudy.cases import load_case as load_case
    from casestudy.codebook import describe as describe
    from casestudy.compare import load_comparison as load_comparison
    from casestudy.exercises import check as check
    from casestudy.findings.robustness import robustness as robustness
    from casestudy.networks import network as network
    from casestudy.networks import network_kinds as network_kinds
    from casestudy.reading import CodingError as CodingError

__version__ = "0.1.0"

_HOME = {
    "Case": "cases",
    "CodingError": "reading",
    "check": "exercises",
    "describe": "codebook",
    "list_cases": "cases",
    "load_case": "cases",
    "load_comparison": "compare",
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
