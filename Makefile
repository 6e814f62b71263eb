# geonews: `make run` and `make test` are all the set-up there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
STORE ?=
DEV ?= ../shared/dev
MINUTES ?= 10
TESTERS ?= 2

.PHONY: help run install dev test test-oldest docs release check accuracy bench fuzz clean

install: $(VENV)/.installed ## create .venv and install geonews
run: install ## serve the app; PORT= and STORE= choose where and what
	@$(BIN)/geonews gazetteer build
	@$(BIN)/geonews app --samples --port $(PORT) $(if $(STORE),--store "$(STORE)")

help: ## list what make can do
	@sed -n 's/^\([a-z%-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort

dev: $(VENV)/.installed-dev
	@tools/ensure_chromium.sh $(BIN)/python
	@tools/ensure_programs.sh $(BIN)

test: dev ## run every test, in TESTERS processes, a file of tests in one of them; those that drive a browser by themselves
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile --ignore tests/ui
	$(BIN)/python -m pytest -n $(TESTERS) --dist loadfile tests/ui

test-oldest: ## the core's tests with the oldest packages that pyproject.toml allows, in build/oldest
	tools/test_oldest.sh $(PYTHON)

docs: $(VENV)/.installed-dev ## write the documentation as a site into build/site
	$(BIN)/mkdocs build --quiet --strict

check: $(VENV)/.installed-dev ## lint, format, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
	  { echo "geonews needs Python 3.11 to 3.14, found $$($(PYTHON) -V); name another with make PYTHON=python3.12" >&2; exit 2; }
	@echo "making an environment in $(VENV) with $$($(PYTHON) -V)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python tools/installing.py --no-deps --only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python tools/installing.py --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python tools/installing.py -r requirements-dev.txt
	@touch $@

accuracy: dev ## measure against the gold data of DEV and write docs/accuracy.md
	$(BIN)/python tools/measure_accuracy.py geoparsing --dev $(DEV)
	$(BIN)/python tools/measure_accuracy.py sweeps --dev $(DEV)
	$(BIN)/python tools/measure_accuracy.py languages --dev $(DEV)
	$(BIN)/python tools/measure_accuracy.py events --dev $(DEV)
	$(BIN)/python tools/measure_accuracy.py reader --dev $(DEV)

bench: dev ## side-by-side benchmarks, as ratios in one run
	@set -e; for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script; done

bench-%: dev ## one of them: bench-store, bench-app, bench-pipeline_speed
	$(BIN)/python bench/$*.py

fuzz: dev ## every reader, writer and setting against made-up documents, MINUTES each
	$(BIN)/python tools/fuzz.py --minutes $(MINUTES)

release: dev ## build and check wheel and sdist; VERSION=1.2.3 also cuts the changelog, commits and tags
	$(BIN)/python tools/release.py $(VERSION)

clean: ## remove the environment and what was built
	rm -rf $(VENV) build dist
