"""The search of the book: English words by their stem, Chinese by pairs of characters.

A Chinese index that is cut into words finds nothing when the query is not cut
in the same way. Here every run of Chinese characters, of a page as of a query,
becomes its overlapping pairs; a page is found when it holds all of them. A
character that is asked for alone is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

CHINESE = r"\u3400-\u9fff"


def pieces(text: str) -> Iterator[str]:
    """Cut a text into words, and runs of Chinese characters into pairs and single ones.

    >>> list(pieces("增权度 in Z City"))
    ['增权', '权度', '增', '权', '度', 'in', 'Z', 'City']

    """
    for run in re.findall(rf"[{CHINESE}]+|[^\W{CHINESE}]+", text):
        if re.match(rf"[{CHINESE}]", run):
            yield from (run[i : i + 2] for i in range(len(run) - 1))
            yield from run
        else:
            yield run


class BookSearch(SearchEnglish):
    lang = "casestudy"
    language_name = "English and Chinese"
    js_splitter_code = """
function splitQuery(query) {
  const runs = query.match(/[\\u3400-\\u9fff]+|[\\p{Letter}\\p{Number}_]+/gu) || [];
  return runs.flatMap((run) => run.split(/([\\u3400-\\u9fff]+)/u)).filter(Boolean).flatMap((run) =>
    /^[\\u3400-\\u9fff]{2,}$/u.test(run) ? [...run.slice(1)].map((_, i) => run.slice(i, i + 2)) : [run]);
}
"""

    def split(self, input: str) -> list[str]:
        return list(pieces(input))


def setup(app: Sphinx) -> None:
    app.add_search_language(BookSearch)
    app.connect("config-inited", lambda app, config: setattr(config, "html_search_language", BookSearch.lang))
