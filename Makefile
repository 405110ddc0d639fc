# Two commands are enough to begin with: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
STUDIO ?= demo
# Tests run beside each other, those of a module together. Half of their time is waiting: two a core.
CORES  := $(shell nproc 2>/dev/null || echo 1)
BESIDE ?= -n $(shell expr $(CORES) \* 2) --dist loadfile --no-loadscope-reorder
# Compiled modules are kept: tests start hundreds of Pythons, and each would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo run test tests mutants fast check format bench samples vendor lock clean

demo: $(READY)  ## the whole story on samples/, or on FOOTAGE=folder
	$(BIN)/pvstudio --studio "$(STUDIO)" demo $(if $(FOOTAGE),--footage "$(FOOTAGE)")

run: $(READY)  ## the studio that the demo made, at http://localhost:8000
	$(BIN)/pvstudio --studio "$(STUDIO)" serve

test: check tests mutants  ## everything, as CI runs it

tests: $(READY)  ## all tests; the gate against a careful reader of everything that happened, 1,000 x 60 steps
	PVSTUDIO_GATE_TRIES=1000x60 $(BIN)/pytest -q $(BESIDE) --durations=25

mutants: $(READY)  ## break the gate in 40 ways: the tests must find each of them out
	$(BIN)/python tests/mutants.py

fast: $(READY)  ## the tests that take a second or less each
	$(BIN)/pytest -q $(BESIDE) -m "not slow"

check: $(READY)  ## style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## peer against product, ratios
	for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python "$$each" || exit 1; done

samples: $(READY)  ## draw and speak samples/ again (ten minutes)
	$(BIN)/pip install --quiet --no-deps -r samples/requirements.txt
	$(BIN)/python samples/make_samples.py

vendor: $(READY)  ## after a change of versions in tools/vendor.toml (needs npm and the network)
	$(BIN)/python tools/vendor.py

lock: $(READY)  ## after a change of dependencies in pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--fork-strategy fewest --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock

clean:  ## forget the environment; studios and their media stay
	rm -rf $(VENV)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing PVStudio's Python packages (about 1.6 GB, once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
