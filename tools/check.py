"""Everything that can be checked in a minute: lint, format, types, generated files, data, anchors.

Usage: python tools/check.py [FOLDER OF ARTICLES]

The articles are no part of the project; where the folder has them (any text
file in which a case is found), their anchors are verified, and otherwise it
is said that this was skipped.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable

STEPS = {
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "types": ["-m", "mypy", "--no-error-summary"],
    "generated files": ["tools/generate.py", "--check"],
    "data": ["-m", "casestudy.cli", "check"],
}


def run(name: str, arguments: list[str]) -> bool:
    start = time.perf_counter()
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.perf_counter() - start:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def article_of(case, folder: Path):
    from casestudy.sources import ArticleError, load_article

    for path in sorted(folder.glob("*.txt")):
        try:
            load_article(path, case.card["sections"])
        except ArticleError:
            continue
        return path
    return None


def main(folder: str = "../shared/seeds") -> int:
    good = all([run(name, arguments) for name, arguments in STEPS.items()])
    if not good:
        return 1
    from casestudy import list_cases, load_case

    for name in list_cases():
        article = article_of(load_case(name), ROOT / folder)
        if article is None:
            print(f"skipped verify {name}: no copy of its article in {folder}")
        else:
            good &= run(f"verify {name}", ["-m", "casestudy.cli", "verify", name, str(article)])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
