# Everything a developer does, one word each. Needs Python 3.11 or newer, make, and nothing else of ours.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_NO_PROGRESS := 1

FRONTEND_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print 2>/dev/null)

.PHONY: help setup run test check fix bench openapi lock screenshots clean

help: ## list these words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

setup: $(VENV)/.installed frontend/dist/manifest.json ## make the environment in .venv and build the front end

run: setup ## start everything with the demonstration organisation on http://localhost:8000
	@SAMSTYRE_DEMO=$${SAMSTYRE_DEMO:-true} exec samstyre serve

test: setup $(VENV)/.chromium $(VENV)/.poppler ## run every test, a real Chromium included
	@bash scripts/test

check: setup frontend/src/api/schema.d.ts ## lint, format, types, room borders, OpenAPI drift; warnings are errors
	@bash scripts/check

fix: setup ## let the formatters have their way
	ruff check --fix . && ruff format .
	cd frontend && npm run --silent format

bench: setup ## measure as ratios in one run; writes bench/results.json
	python -m bench

openapi: setup ## write openapi/openapi.json anew
	samstyre openapi > openapi/openapi.json

lock: $(VENV)/.installed ## resolve requirements.lock anew from pyproject.toml (hashes, no hosts)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --upgrade --group build --group dev pyproject.toml -o requirements.lock

screenshots: setup $(VENV)/.chromium ## take the README's pictures anew
	python scripts/screenshots.py

clean: ## remove what can be made again
	rm -rf $(VENV) frontend/node_modules frontend/dist frontend/src/api/schema.d.ts

$(VENV)/.installed: requirements.lock pyproject.toml
	@bash scripts/environment $(PYTHON) $(VENV)
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json $(VENV)/.installed
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/src/api/schema.d.ts: openapi/openapi.json frontend/node_modules/.installed
	@cd frontend && npm run --silent generate

frontend/dist/manifest.json: frontend/node_modules/.installed frontend/src/api/schema.d.ts $(FRONTEND_SOURCES)
	@cd frontend && npm run --silent build
	@touch $@

$(VENV)/.chromium: $(VENV)/.installed
	@bash scripts/chromium
	@touch $@

$(VENV)/.poppler: $(VENV)/.installed
	@bash scripts/poppler
	@touch $@
