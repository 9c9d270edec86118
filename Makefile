# make start  sets up what the app needs and opens it
# make test   sets up what the tests need and runs every check
# make quick  runs the tests that are not slow
# make coverage  does the same, half as long again, and prints which lines they run
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: start test quick coverage setup check clean
.DELETE_ON_ERROR:

start: $(VENV)/.installed
	$(BIN)/threatparley serve

test: $(VENV)/.installed-tests
	.ci/system-packages
	$(MAKE) --no-print-directory check

quick: $(VENV)/.installed-tests
	$(BIN)/python -m pytest -q -m "not slow" --numprocesses 2 --dist worksteal

coverage: $(VENV)/.installed-tests
	$(BIN)/python -m pytest -q -m "not slow" --numprocesses 2 --dist worksteal \
	  --cov=knowledge --cov=agent --cov=ui --cov=evals --cov-report=term:skip-covered

setup: $(VENV)/.installed-tests

check:
	.ci/check

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Threatparley needs Python 3.11 or newer, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-tests: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[test,docs,postgres,browser,mcp,sign,scale,team,metrics,semantic]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build *.egg-info
