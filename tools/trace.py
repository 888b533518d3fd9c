"""What can only be made or checked with the articles at hand: coverage, passages, places of the recoding, checksums.

The articles are no part of the project. Any text file of the folder in which
a case's sections are found is taken for its article.

Usage: python tools/trace.py FOLDER [--check]
"""

import sys
from pathlib import Path

import pandas as pd

from casestudy import Case, list_cases, load_case
from casestudy.articles.agreement import find_places, load_recoding, recoding_folder, sample_of
from casestudy.articles.article import (
    Article,
    ArticleError,
    coverage,
    coverage_table,
    find_anchors,
    load_article,
    passage_numbers,
)
from casestudy.coding.codebook import data_folder


def article_of(case: Case, folder: Path) -> Article | None:
    for path in sorted(folder.glob("*.txt")):
        try:
            return load_article(path, case.card)
        except ArticleError:
            continue
    return None


def traced(articles: dict[str, Article]) -> dict[Path, str]:
    """The files that come from the articles, with their content."""
    files, shares, passages = {}, [], []
    for name, article in articles.items():
        case = load_case(name)
        table = coverage_table(coverage(case, article)).reset_index(names="section")
        shares.append(table.assign(case=name))
        passages.append(passage_numbers(case, article).assign(case=name))
        if recoding_folder(name).is_dir():
            recoding = load_recoding(name)
            sizes = sample_of(article, list(recoding.sample["section"]))
            made = {"sentences": find_places(recoding, article), "sample": recoding.sample[["stratum"]].join(sizes)}
            for table, frame in made.items():
                files[recoding_folder(name) / f"{table}.csv"] = frame.to_csv(index=False, lineterminator="\n")
    whole = pd.concat(shares)[["case", "section", "sentences", "coded", "literature", "set_aside", "open"]]
    files[data_folder() / "coverage.csv"] = whole.to_csv(index=False, lineterminator="\n")
    places = pd.concat(passages)[["case", "id", "section", "sentence"]]
    files[data_folder() / "passages.csv"] = places.to_csv(index=False, lineterminator="\n")
    return files


def faults(articles: dict[str, Article]) -> list[str]:
    """Anchors that are not found once, other editions, and sentences left over."""
    found = []
    for name, article in articles.items():
        case = load_case(name)
        places = find_anchors(case, article)
        for row in places[places["times"] != 1].itertuples():
            found.append(
                f"{name}/{row.table}.csv:{row.line} anchor={row.anchor!r}: stands {row.times} times in {row.section}"
            )
        if article.sha256 != case.card["article"]["sha256"]:
            found.append(f"{name}/case.toml: sha256 should be {article.sha256}")
        left = int((coverage(case, article)["state"] == "open").sum())
        if left:
            found.append(f"{name}: {left} sentences are neither coded nor literature nor set aside")
    return found


def main(folder: str, *arguments: str) -> int:
    articles = {}
    for name in list_cases():
        article = article_of(load_case(name), Path(folder))
        if article is None:
            print(f"skipped {name}: no copy of its article in {folder}")
        else:
            articles[name] = article
    if len(articles) < len(list_cases()):
        return 0
    bad = faults(articles)
    for path, content in traced(articles).items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            if "--check" in arguments:
                bad.append(f"{path.name} is out of date: run python tools/trace.py {folder}")
            else:
                path.write_text(content, encoding="utf-8")
                print(f"wrote {path.relative_to(data_folder())}")
    print("\n".join(bad) or f"all anchors of {' and '.join(articles)} stand in their articles")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
