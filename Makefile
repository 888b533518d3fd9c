# make only calls; the work is done by Python, so that every target also runs without make (see README).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
ARTICLES ?= ../shared/seeds

export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help
.PHONY: help setup book test check lab bench versions night clean notebooks lock pdf course zip browser jupyter translate

help:  ## say what there is to make
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READY):
	$(PYTHON) tools/setup.py $(VENV)
	@rm -f $(VENV)/.ready-* && touch $@

setup: $(READY)  ## make the environment, with the locked versions (every other target does so by itself)

book: $(READY)  ## execute the chapters and build the site at _build/html/index.html
	$(BIN)/python tools/book.py

test: $(READY)  ## run every test, and compare every cell of every chapter with its stored output
	$(BIN)/python tools/test.py

browser: $(READY)  ## look at each template of the built site in a real browser (after make book, with a Chromium)
	$(BIN)/python -m pytest -q tests/test_site.py tests/test_book_copies.py

check: $(READY)  ## lint, format, types, generated files, data; anchors too where the articles are at hand
	$(BIN)/python tools/check.py $(ARTICLES)

lab: $(READY)  ## run the scenario models over their boxes of assumptions and store what holds (about ten minutes)
	$(BIN)/python tools/lab.py

bench: $(READY)  ## time commands, the scenario model against two other libraries, and the book, side by side
	$(BIN)/python tools/bench.py

versions: $(READY)  ## run the library's tests with other Pythons, and with the oldest versions of what it needs
	$(BIN)/python tools/versions.py $(VERSIONS)

night: $(READY)  ## what is slow and rarely broken, too: every test, every page in all ways, every version with the chapters
	$(BIN)/python tools/test.py --night
	$(BIN)/python tools/book.py
	$(BIN)/python -m pytest -q --night tests/test_site.py tests/test_book_copies.py
	$(BIN)/python tools/versions.py --night

pdf: book  ## print each edition, and each summary on two sides of A4, at _build/pdf (with a Chromium)
	$(BIN)/python tools/pdf.py

course: book  ## pack teaching pages, slides, figures, data: students and instructors, at _build/course
	$(BIN)/python tools/deck.py
	$(BIN)/python tools/course.py

zip: book  ## pack the whole site for a disk or a USB stick, at _build/casestudy-site-VERSION.zip
	$(BIN)/python tools/pack.py

jupyter: book  ## open the chapters in JupyterLab, in both languages (pip install jupyterlab)
	$(BIN)/python tools/launch.py

notebooks: $(READY)  ## execute the chapters and store their outputs (review the difference, then commit)
	$(BIN)/python tools/notebooks.py

translate: $(READY)  ## bring the Chinese messages up to date with the chapters (then fill what is new)
	$(BIN)/python tools/translate.py

lock: $(READY)  ## resolve the exact versions anew
	$(BIN)/python tools/lock.py

clean:  ## remove everything that was made, the environment included
	rm -rf _build .venv dist .pytest_cache .ruff_cache .mypy_cache
