# The one door. `make help` says each target in a line.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/data
UV_VERSION := 0.13.8

venv := .venv
python := $(venv)/bin/python
ready := $(venv)/.ok

.DEFAULT_GOAL := help
.PHONY: help setup run test check trace drill mutants bench bluesky lock system bluesky-parts

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: $(ready)  ## make the Python environment in .venv, from hashed requirements

run: $(ready)  ## start the desk with the demo (PORT=8000, DATA_DIR=./data)
	@PORT=$(PORT) DATA_DIR=$(DATA_DIR) exec $(python) -m torg serve

test:  ## every check and test, on SQLite and PostgreSQL, with the browser
	@$(MAKE) --no-print-directory -j2 setup system
	@$(python) -m tests.suite

check: $(ready)  ## lint, types, templates, dead code, dependencies, imports, migrations
	@$(python) -m tests.suite check

trace: $(ready)  ## which requirements a passing test shows; last line `trace: N/310`
	@$(python) -m tests.trace

drill: $(ready)  ## kill, freeze and mislead the desk; TWICE n and LOST n per cell (FULL=1: 3,000 each)
	@FULL=$(FULL) nice $(python) -m tests.drills

mutants: $(ready)  ## take each guard away in a copy of the tree; a named test must fail (F19)
	@nice $(python) -m tests.mutants

bench: $(ready)  ## the benchmarks that have a gate, at their small size
	@$(python) -m benchmarks all

bluesky: $(ready)  ## start a Bluesky network on this machine to drive the desk against
	@$(python) tools/bluesky/stack.py

lock: $(ready)  ## resolve the dependencies again and write requirements/*.txt with hashes
	@requirements/lock $(venv)/bin/uv

system:
	@.ci/packages

# The real Bluesky server's packages, a minute or two once; without Node its tests skip and say so.
bluesky-parts: $(ready)
	@$(python) -c 'from tools.bluesky.network import is_installed as there; raise SystemExit(not there())' \
	  || $(python) tools/bluesky/stack.py setup || true

$(ready): requirements/test.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Torg kräver Python 3.11: installera python3.11 eller ange PYTHON=/sökväg/till/python3.11."; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/packages python3-venv
	@test -x $(python) || $(PYTHON) -m venv $(venv)
	@$(python) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || echo "uv går inte att hämta; pip används i stället (långsammare)."
	@if test -x $(venv)/bin/uv; then \
	  $(venv)/bin/uv pip sync --quiet --python $(python) --require-hashes requirements/test.txt && \
	  $(venv)/bin/uv pip install --quiet --python $(python) --no-deps --no-build-isolation --editable .; \
	else \
	  $(python) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/test.txt && \
	  $(python) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $@
