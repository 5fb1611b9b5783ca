# The front door. `make` alone lists what there is.
#
# Everything is installed into $(VENV); nothing outside this folder is touched, except that
# `make test` installs Debian's Chromium and MariaDB where they are missing.

VENV ?= .venv
DATA_DIR ?= var
HOST ?= 127.0.0.1
PORT ?= 8050
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := $(VENV)/bin
ROOMS := dashapp callbacks layouts data models
SOURCES := $(ROOMS) bench tests wsgi.py gunicorn.conf.py
PYTEST_ARGS ?=
# Tests run side by side: threads of arithmetic that wait for each other's cores cost four times the work.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

export DATA_DIR HOST PORT

.DEFAULT_GOAL := help
.PHONY: help run demo test thorough test-cluster check types format lock bench bench-full rivals accuracy screenshots clean browser servers

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' \
		| awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: $(VENV)/.installed ## set up what is missing and serve the dashboard on http://127.0.0.1:8050
	@test -n "$$DATABASE_URL" || test -e "$(DATA_DIR)/releases/CURRENT" || $(BIN)/python -m dashapp demo
	@echo "Starting the dashboard on http://$(HOST):$(PORT) (Ctrl-C stops it) ..."
	@$(BIN)/gunicorn --config gunicorn.conf.py wsgi:server

demo: $(VENV)/.installed ## build a new simulated shop and publish it
	@$(BIN)/python -m dashapp demo

test: $(VENV)/.installed-dev browser servers ## run every test, browser journeys included
	@$(ONE_THREAD) $(BIN)/python -m pytest --cov --numprocesses auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

thorough: PYTEST_ARGS += --thorough
thorough: test ## run every test with all its random cases (twice as long)

test-cluster: $(VENV)-cluster/.installed ## ask a Spark cluster of a master and two workers every question (more than an hour, 6 GB, Java)
	@TEST_PLACES=spark $(VENV)-cluster/bin/python -m pytest -p no:cacheprovider $(CLUSTER_TESTS) $(PYTEST_ARGS)

check: $(VENV)/.installed-dev ## style, formatting, types and the import rule
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.installed-dev ## let ruff tidy the code
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

lock: $(VENV)/.installed-dev ## compile the requirements again from their .in files
	$(BIN)/pip-compile $(LOCK_FLAGS) -o requirements.txt requirements.in
	$(BIN)/pip-compile $(LOCK_FLAGS) -o requirements-dev.txt requirements-dev.in
	$(BIN)/pip-compile $(LOCK_FLAGS) -o requirements-cluster.txt requirements-cluster.in
	@for lock in requirements requirements-dev requirements-cluster; do \
		sed -i "1i# Generated from $$lock.in by \`make lock\`: edit that file, not this one." $$lock.txt; done

bench: $(VENV)/.installed-dev browser servers ## measure everything against floors, in one table (nine minutes)
	@$(BIN)/python -m bench $(BENCH_ARGS)

bench-full: BENCH_ARGS += --full
bench-full: bench ## the same with shops of up to a hundred million order lines (hours, 40 GB of disk)

rivals: $(VENV)-rivals/.installed ## hold a filter change against the same page by pandas, Streamlit and plain SQL
	@$(VENV)-rivals/bin/python -m bench.rivals

accuracy: $(VENV)/.installed-dev ## hold the forecasts against kept scores of other methods on real series
	@$(BIN)/python -m bench.forecast_accuracy

screenshots: $(VENV)/.installed-dev browser ## take the pictures in docs/images from the running product
	@$(BIN)/python -m bench.screenshots

clean: ## remove caches (the environment and the data stay)
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find $(ROOMS) bench tests -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@.ci/browser

servers:
	@.ci/servers

CLUSTER_TESTS := tests/cluster tests/data/queries tests/data/answers tests/data/test_releases.py

LOCK_FLAGS := --quiet --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# The stamps are renewed only when the lock they stand for has changed.
$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing what the product needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# This lock holds everything of the other one, so `make run` has nothing left to install after it.
$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

$(VENV)-cluster/.installed: requirements-cluster.txt
	@command -v java >/dev/null || { echo "Spark needs Java 17 or newer: install it, on Debian openjdk-17-jre-headless."; exit 1; }
	@echo "Installing Spark and what its tests need into $(VENV)-cluster ..."
	@$(PYTHON) -m venv $(VENV)-cluster
	@$(VENV)-cluster/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)-rivals/.installed: bench/rivals/requirements.txt
	@$(PYTHON) -m venv $(VENV)-rivals
	@$(VENV)-rivals/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with 'make PYTHON=/path/to/python3'."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make environments: on Debian and Ubuntu install python3-venv."; exit 1; }
