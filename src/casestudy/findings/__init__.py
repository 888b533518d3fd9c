"""Findings with names: see :mod:`casestudy.findings.registry`."""

from casestudy.findings import (
    comparisons,
    conclusions,
    counts,
    empowerment,
    evidence,
    regimes,
    remedies,
    robustness,
    rules,
)
from casestudy.findings.questions import Question, ask, turning
from casestudy.findings.registry import FINDINGS, NOTHING, Number, bind, cite, compute, list_findings, load, shipped

__all__ = [
    "FINDINGS",
    "NOTHING",
    "Number",
    "Question",
    "ask",
    "bind",
    "cite",
    "comparisons",
    "compute",
    "conclusions",
    "counts",
    "empowerment",
    "evidence",
    "list_findings",
    "load",
    "regimes",
    "remedies",
    "robustness",
    "rules",
    "shipped",
    "turning",
]
