# Needs Python 3.11 or newer and make. Another interpreter: make test PYTHON=python3.12
.PHONY: demo test test-remote bench bench-service fuzz readme lock clean

PYTHON ?= python3
UV ?= uv

# What stands in PYTHONPATH would take the place of this checkout and of the pinned packages.
unexport PYTHONPATH

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-build-isolation
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# A virtual environment belongs to one interpreter and one place: another of either makes a new one.
IDENTITY := $(PYTHON) -c 'import os, sys; print(sys.version.split()[0], os.getcwd())'
ifneq ($(shell $(IDENTITY) 2>/dev/null),$(shell cat $(VENV)/made-for 2>/dev/null))
.PHONY: $(VENV)/made-for
endif

# The tour: builds the graph, validates it, asks it, says what to try next.
demo: $(VENV)/made-for
	@$(BIN)/kg demo

# Everything that must hold before a change is taken.
test: $(VENV)/tested-with
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov

# The stores and the whole pipeline against Virtuoso and Apache Jena Fuseki, which it installs where it can, starts on free
# loopback ports and ends again. It says which of them cannot be had here.
test-remote: $(VENV)/tested-with
	$(BIN)/python -m tests.remote.servers

# Compares the two SHACL engines on many more random shapes and data than the tests do. make fuzz CASES=100000
CASES ?= 20000
fuzz: $(VENV)/tested-with
	CLAUSEGRAPH_FUZZ=$(CASES) $(BIN)/python -m pytest --numprocesses 2 --dist load tests/shacl/test_differential.py

# Measures validation beside the other SHACL engines, on the same data and shapes; see bench/README.md.
# make bench VENDORS=10000 ENGINES=ours
VENDORS ?= 1000
ENGINES ?= ours,pyshacl,pyrudof,pyshifty,jena,topbraid
LIMIT ?= 600
bench: $(VENV)/made-for
	@$(BIN)/python -m bench.run --vendors $(VENDORS) --engines $(ENGINES) --limit $(LIMIT)

# Measures the service beside other servers: requests a second and how long they take.
SERVERS ?= ours,bare,rdflib-endpoint,oxigraph,fuseki
bench-service: $(VENV)/made-for
	@$(BIN)/python -m bench.service --servers $(SERVERS)

# Writes the README's outputs anew, as its commands print them now.
readme: $(VENV)/tested-with
	$(BIN)/python -m tests.readme

# Pins the newest versions that pyproject.toml allows. Needs uv.
lock:
	$(COMPILE) --upgrade --group build --group dev pyproject.toml --output-file requirements/dev.txt
	$(COMPILE) --constraints requirements/dev.txt pyproject.toml --output-file requirements/runtime.txt
	$(COMPILE) --constraints requirements/dev.txt --group build --output-file requirements/build.txt

# Removes all that these targets and the tools have made.
clean:
	rm -rf $(VENV) bench/.venv-* bench/.jars-* .kg dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The two stamps are written last, so that an installation cut short is begun again.
$(VENV)/made-for: pyproject.toml requirements/build.txt requirements/runtime.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'clausegraph needs Python 3.11 or newer. Name it: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@echo 'Installing what clausegraph needs into $(VENV), once …' >&2
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements/build.txt
	@$(INSTALL) -r requirements/runtime.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-build-isolation --no-deps --editable .
	@$(IDENTITY) > $@

$(VENV)/tested-with: $(VENV)/made-for requirements/dev.txt
	@echo 'Installing what the tests need into $(VENV), once …' >&2
	@$(INSTALL) -r requirements/dev.txt
	@touch $@
