# Every target sets up what it needs in .venv; nothing outside this folder is touched.
PYTHON ?= python3
BIN := .venv/bin
DESIGN ?= patterns/starter/web-shop.sketch.json

.PHONY: run test check bench faults snapshots docs clean

run: .venv/run
	$(BIN)/sketchpad $(DESIGN)

test: .venv/dev
	$(BIN)/pytest -q -n 4

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q -n 4

bench: .venv/dev
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks

# Injects every class of faults at its full count, prints what was tried and lost, and keeps the table in the document.
faults: .venv/dev
	timeout 1200 $(BIN)/pytest -q -n 2 -m fault --faults full --faults-into docs/reliability.md

docs: .venv/dev
	$(BIN)/sketchpad rules --markdown docs

snapshots: .venv/dev
	$(BIN)/pytest -q tests/tui/test_snapshots.py --snapshot-update

.venv/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/dev: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@ .venv/run

clean:
	rm -rf .venv
