# EventHub: `make` lists what there is to make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
SETUP := .venv/set-up

.PHONY: help setup run test check fix bench lock demo browser judges

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SETUP) ## build .venv from requirements.lock and install the eventhub command

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "EventHub needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version)." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(SETUP)

run: setup ## serve the demo world on http://127.0.0.1:5000 (PORT= changes it)
	@$(BIN)/eventhub db upgrade
	@$(BIN)/eventhub demo --if-empty --address http://127.0.0.1:$(PORT)
	@EVENTHUB_STYLE_PAGE=yes $(BIN)/eventhub serve --port $(PORT)

demo: setup ## load the demo world into instance/ and print the organiser's sign-in link
	@$(BIN)/eventhub db upgrade
	@$(BIN)/eventhub demo

browser:
	@$(BIN)/python -m tests.browser.install

judges: setup
	@$(BIN)/python -m tests.judges.install

test: setup browser judges ## run every test: SQLite, PostgreSQL, a real browser and other people's calendar programs
	$(BIN)/pytest

check: setup ## lint, types, templates, dependencies, and that the docs are complete
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --quiet --lint
	$(BIN)/deptry . --extend-exclude tests --extend-exclude benchmarks
	$(BIN)/pytest -q -n 0 tests/architecture

fix: setup ## format the code and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## the benchmarks, each beside its limit
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.lists
	@$(BIN)/python -m benchmarks.invitations
	@$(BIN)/python -m benchmarks.attendance
	@$(BIN)/python -m benchmarks.documents
	@$(BIN)/python -m benchmarks.statistics

lock: setup ## write requirements.lock anew from pyproject.toml
	$(PYTHON) -m venv .venv/locker
	.venv/locker/bin/pip install --quiet --disable-pip-version-check uv
	.venv/locker/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--all-extras --python-version 3.11 pyproject.toml --output-file requirements.lock
