"""Findings with names: see :mod:`casestudy.findings.registry`."""

from casestudy.findings import conclusions, counts
from casestudy.findings.registry import FINDINGS, Number, cite, compute, load, parse

__all__ = ["FINDINGS", "Number", "cite", "compute", "conclusions", "counts", "load", "parse"]
