"""Project metadata: what the project says of itself, once, for every format that asks: ``data/project.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from casestudy.coding.codebook import data_folder


@cache
def project() -> dict[str, Any]:
    """Return title, authors, licences, versions and keywords of the project.

    Examples
    --------
    >>> project()["data_licence"]
    'CC-BY-4.0'

    """
    with (data_folder() / "project.toml").open("rb") as file:
        return tomllib.load(file)
