# make run, make test and make lint do all the set-up they need. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: bench-answers bench-alerts bench-report bench-checks help setup setup-dev run test walk lint evaluate lock check-locks clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing. Remedy: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, this is $$($(PYTHON) -V)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3-venv is missing. Remedy: apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

define install
	@echo "Installing from $(1) ..."
	@set -o pipefail; \
	 if [ -n "$(UV)" ]; then "$(UV)" pip install --python $(BIN)/python --require-hashes -r $(1); \
	 else $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $(1) \
	   | { grep -vE '^Ignoring |already satisfied|^Successfully installed' || true; }; fi \
	 || { echo "The parts could not be installed. Remedy: check the network and the package index settings, then run make again"; exit 1; }
	@touch $(2)
endef

$(STAMP): requirements.lock | $(VENV)/pyvenv.cfg
	$(call install,requirements.lock,$(STAMP))

$(DEV_STAMP): requirements.lock requirements-dev.lock | $(VENV)/pyvenv.cfg
	$(call install,requirements-dev.lock,$(DEV_STAMP))
	@touch $(STAMP)

setup: $(STAMP) ## make ./.venv with what the bot needs
setup-dev: $(DEV_STAMP)

run: $(STAMP) ## run the bot: with BOT_TOKEN in Telegram, without one in the sandbox
	@exec $(BIN)/python -m bot run

test: $(DEV_STAMP) ## set everything up and run all tests (TESTS=path for some)
	@$(BIN)/python -m pytest -n auto --dist loadgroup --durations 15 -rs $(TESTS)

walk: $(DEV_STAMP) ## walk the chat page as people do, with pictures in var/walk to look at (TESTS=path for some)
	@WALK_PICTURES=1 $(BIN)/python -m pytest $(or $(TESTS),tests/walk)

lint: $(DEV_STAMP) check-locks ## ruff, mypy --strict, import-linter, deptry, the locks' guard
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

check-locks:
	@! grep -nE '://|^--|(^| )-(i|f|-index-url|-extra-index-url|-find-links|-trusted-host)( |=)' requirements.lock requirements-dev.lock | grep -v -- '--hash=' \
	 || { echo "A lock holds an address or an index option"; exit 1; }

evaluate: $(DEV_STAMP) ## score the answers on the labelled questions
	@DATABASE_URL=sqlite:///var/evaluate.db $(BIN)/python -m bot evaluate tests/questions/*.jsonl

bench-answers: $(DEV_STAMP) ## our search and answers beside well-known ones, 1k to 100k records (12 minutes; XQUAD=FILE adds a public set)
	@$(BIN)/python -m bench.answers

bench-alerts: $(DEV_STAMP) ## the figures of the mailing: speed, pace, what is due, a bad day (12 minutes)
	@$(BIN)/python -m bench.alerts

bench-checks: $(DEV_STAMP) ## forty planted errors of eight kinds: how many the check finds (seconds)
	@$(BIN)/python -m bench.checks

bench-report: $(STAMP) ## time a large year's files against naive ones (minutes; the table comes last)
	@$(BIN)/python -m bench.report

LOCK := uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header
lock: ## write the locks anew (needs uv)
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and caches, not var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
