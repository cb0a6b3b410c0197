# SPDX-License-Identifier: Apache-2.0
# `make demo` sets up, publishes the example network and serves it; `make test` sets up and passes every test.
SHELL := /bin/bash
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?= examples/phu-yen/phu-yen.toml
PIP := $(BIN)/pip --disable-pip-version-check install -q -c constraints.txt
# Compiled once, a command starts in half the time, also where Python may not write beside its sources.
COMPILE := $(BIN)/python -m compileall -q mucluc converters vocab endpoint datasets site
# Debian's names of what the tests use beside Python packages: a browser, yaz, what a real CKAN needs, other programs' tables of
# Vietnamese encodings, and Java for Spark.
TEST_PACKAGES := chromium fonts-noto-core fonts-noto-cjk nodejs npm postgresql redis-server libmagic1 yaz \
	libpq-dev gcc python3-dev python3-venv recode scim-unikey libc-bin perl default-jre-headless

.PHONY: setup publish demo test lint system-python system-test clean

demo: publish
	@echo; echo "http://127.0.0.1:8000 - Ctrl-C ends it"; echo
	@$(BIN)/mucluc serve $(CONFIG)

publish: $(VENV)/.demo
	@$(BIN)/mucluc publish $(CONFIG)

setup: $(VENV)/.test

test: system-test $(VENV)/.test node_modules/.package-lock.json
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.python: | system-python
	@$(PY) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml constraints.txt
	@echo "setting up (a minute) ..."
	@$(PIP) -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.test: $(VENV)/.python pyproject.toml constraints.txt
	@$(PIP) -e '.[dev]'
	@$(COMPILE)
	@touch $@ $(VENV)/.demo

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --silent --no-fund --no-audit
	@touch $@

# Python 3.11 or newer with venv; on Debian, as root, what is missing is installed, elsewhere it is named in one line.
system-python:
	@$(PY) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null; \
	  else echo "missing: Python 3.11 or newer with venv (Debian: apt-get install python3 python3-venv)" >&2; exit 1; fi; }

system-test: system-python
	@missing=; for p in $(TEST_PACKAGES); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	case "$$missing" in *nodejs*|*npm*) command -v npm >/dev/null && missing=$$(echo "$$missing" | sed 's/ nodejs//; s/ npm//');; esac; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then echo "installing:$$missing"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "missing for the tests:$$missing (Debian: apt-get install$$missing)" >&2; exit 1; fi; fi

clean:
	rm -rf $(VENV) node_modules var .tools
