# `make` tells what there is to make. Each line here calls a short script in tools/.
.DEFAULT_GOAL := help
SHELL := /bin/sh
python := .venv/bin/python
pytest := CHROME="$$(tools/browser)" $(python) -m pytest

# HOST counts on the command line only: many shells export a HOST of their own.
serve_options := $(if $(PORT),--port $(PORT)) $(if $(findstring command line,$(origin HOST)),--host $(HOST))

.PHONY: help run test test-all lint types check lock clean

help: ## Tell what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /    make \1	/p' Makefile | expand -t 20

run: ## Set up, index the sample where the archive is empty, and serve it (PORT=8080, HOST=127.0.0.1)
	@tools/set-up requirements.lock
	@exec $(python) -m archive serve --index-if-empty $(serve_options)

test: ## Set up, and run the quick tests and the browser journeys (PYTEST="-k words" chooses)
	@tools/set-up requirements-dev.lock
	@tools/browser --install >/dev/null || true
	$(pytest) -m "not slow" $(PYTEST)

test-all: ## All tests, the slow ones too
	@tools/set-up requirements-dev.lock
	@tools/browser --install >/dev/null || true
	HYPOTHESIS_PROFILE=thorough $(pytest) $(PYTEST)

lint: ## Check style and layout
	@tools/set-up requirements-dev.lock
	$(python) -m ruff check .
	$(python) -m ruff format --check .

types: ## Check types
	@tools/set-up requirements-dev.lock
	$(python) -m mypy

check: ## Check that `pip install .` gives a working command
	@tools/set-up requirements-dev.lock
	tools/check-install

lock: ## Write the lock files anew (UPGRADE=yes takes the newest versions)
	@tools/set-up requirements-dev.lock
	tools/lock $(if $(UPGRADE),--upgrade)
	@tools/set-up requirements-dev.lock

clean: ## Remove what was set up and built; never touches index/
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find archive tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
