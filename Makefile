# make only calls; the work is done by Python, so that every target also runs without make (see README).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
ARTICLES ?= ../shared/seeds

export PYTHONHASHSEED := 0

.DEFAULT_GOAL := help
.PHONY: help book test check bench clean notebooks lock

help:  ## say what there is to make
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(READY):
	$(PYTHON) tools/setup.py $(VENV)
	@rm -f $(VENV)/.ready-* && touch $@

book: $(READY)  ## execute the chapters and build the site at _build/html/index.html
	$(BIN)/python tools/book.py

test: $(READY)  ## run every test, and compare every cell of every chapter with its stored output
	$(BIN)/python tools/test.py

check: $(READY)  ## lint, format, types, generated files, data; anchors too where the articles are at hand
	$(BIN)/python tools/check.py $(ARTICLES)

bench: $(READY)  ## time the import, loading, checking and building, side by side
	$(BIN)/python tools/bench.py

notebooks: $(READY)  ## execute the chapters and store their outputs (review the difference, then commit)
	$(BIN)/python tools/notebooks.py

lock: $(READY)  ## resolve the exact versions anew
	$(BIN)/python tools/lock.py

clean:  ## remove everything that was made, the environment included
	rm -rf _build .venv dist .pytest_cache .ruff_cache .mypy_cache
