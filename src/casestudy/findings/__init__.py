"""Findings with names: see :mod:`casestudy.findings.registry`."""

from casestudy.findings import (
    comparisons,
    conclusions,
    counts,
    empowerment,
    evidence,
    pressure,
    regimes,
    remedies,
    robustness,
    rules,
    scenarios,
)
from casestudy.findings.registry import FINDINGS, Number, cite, compute, load, parse

__all__ = [
    "FINDINGS",
    "Number",
    "cite",
    "comparisons",
    "compute",
    "conclusions",
    "counts",
    "empowerment",
    "evidence",
    "load",
    "parse",
    "pressure",
    "regimes",
    "remedies",
    "robustness",
    "rules",
    "scenarios",
]
