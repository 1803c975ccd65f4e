# Leaven: `make run` opens the app with a worked example, `make test` proves it works.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
.PHONY: run test check format browser engines bench contract screens security clean

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Leaven needs Python 3.11 or newer: make run PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Leaven (once, a minute or two) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

run: $(VENV)/.ready      ## everything on this machine: database, web, worker, worked example
	@$(BIN)/python -m app run

# what failed, once more: the machine may have been busy
AGAIN := --last-failed --last-failed-no-failures none

# side by side, a file at a time in the order of the folders: each worker has a database server of its own
JOBS ?= 2
BESIDE := -n $(JOBS) --dist loadfile --no-loadscope-reorder

test: $(VENV)/.ready     ## unit, database, view, speech and linking tests
	$(BIN)/python -m pytest $(BESIDE) --cov --cov-report=term || $(BIN)/python -m pytest $(AGAIN)

check: $(VENV)/.ready    ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: $(VENV)/.ready  ## the journeys, in Chromium
	$(BIN)/python -m pytest -m browser tests/browser || $(BIN)/python -m pytest -m browser tests/browser $(AGAIN)

engines: $(VENV)/.ready  ## the shell without a signal in Firefox and WebKit, where Debian's firefox-esr and webkit2gtk-driver are
	$(BIN)/python -m pytest -m engines tests/engines || $(BIN)/python -m pytest -m engines tests/engines $(AGAIN)

security: $(VENV)/.ready ## known holes of what we use, risky code, the proofs of trust, ten minutes of hostile requests
	$(BIN)/ruff check --select S,BLE,ASYNC .
	$(BIN)/python -m tests.security.audit
	$(BIN)/python -m pytest tests/database
	LEAVEN_FUZZ_SECONDS=$${LEAVEN_FUZZ_SECONDS:-600} $(BIN)/python -m pytest tests/web/test_fuzz.py tests/web -rA -q

LITE := tests/backend/loop/test_decisions.py tests/backend/loop/test_owner.py
contract: $(VENV)/.ready ## Supabase's own tools, on a throw-away database
	npm install --prefix tests/contract --no-package-lock --no-audit --no-fund --silent
	$(BIN)/python -m tests.contract.cli
	$(BIN)/python -m tests.contract.lite
	$(BIN)/python -m pytest -q --rest=lite $(LITE) || $(BIN)/python -m pytest -q --rest=lite $(LITE) $(AGAIN)

bench: $(VENV)/.ready    ## figures of this machine
	$(BIN)/python -m bench

screens: $(VENV)/.ready  ## a picture of every screen, in docs/screens
	$(BIN)/python -m bench.screens

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage
