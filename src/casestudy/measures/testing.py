"""What carries a conclusion, and what would test it."""

from __future__ import annotations

import pandas as pd

from casestudy.cases import Case
from casestudy.codebook import codebook


def carried_by(case: Case) -> pd.DataFrame:
    """Say by which kinds of evidence each claim is carried.

    The idea: an article's conclusion may rest on somebody quoted, on the
    authors' account, on a rule, a count, a cited work, on another claim of its
    own, or on nothing quoted. Presence counts, not the number of rows.

    Returns
    -------
    DataFrame
        Indexed by claim id: ``kind``; one column a kind of evidence, with the
        tuple of rows of ``support`` behind it; ``direct`` (at least one carries it directly).

    Examples
    --------
    >>> from casestudy import load_case
    >>> "interview" in carried_by(load_case("pairing"))
    True

    """
    kinds = list(codebook().codes["evidence"])
    found: dict[tuple[str, str], list[str]] = {}
    columns = ["claim", "evidence", "id"]
    for claim, evidence, row in case["support"][columns].itertuples(index=False):
        found.setdefault((claim, evidence), []).append(row)
    direct = set(case["support"].loc[case["support"]["directness"] == "direct", "claim"])
    lines = [
        (kind, *(tuple(found.get((claim, evidence), ())) for evidence in kinds), claim in direct)
        for claim, kind in zip(case["claims"]["id"], case["claims"]["kind"], strict=True)
    ]
    return pd.DataFrame(lines, index=list(case["claims"]["id"]), columns=["kind", *kinds, "direct"])


def traces_by_test(case: Case) -> pd.DataFrame:
    """Cross the kind of test with what the article reports, over the steps of its mechanisms.

    The idea: process tracing asks of each step what one should be able
    to observe if it took place. A hoop that was not sought is the most useful
    line: to look for it could rule the step out. All of it is our inference.

    Returns
    -------
    DataFrame
        Indexed by test, from the weakest; columns are the outcomes; cells are tuples of row ids.

    References
    ----------
    S. Van Evera (1997). *Guide to Methods for Students of Political Science*, pp. 31-34;
    D. Collier (2011). Understanding process tracing. *PS* 44, 823-830.

    """
    traces, codes = case["traces"], codebook().codes
    return pd.DataFrame(
        {
            outcome: {
                test: tuple(traces.loc[(traces["test"] == test) & (traces["outcome"] == outcome), "id"])
                for test in codes["trace_test"]
            }
            for outcome in codes["trace_outcome"]
        }
    )
