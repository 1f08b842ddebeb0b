# Two commands do everything on a machine that has Python 3.11 or later, make and git:
#   make demo    cleans seeds/ into out/ and says what to open
#   make test    runs the whole suite
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check lint versions schemas bench clean

demo: $(READY)
	$(BIN)/cleaner clean seeds -o out --force

test: $(READY)
	$(BIN)/pytest -n auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test
	$(BIN)/cleaner rules check
	$(BIN)/cleaner rules test --coverage

versions: $(READY)
	$(BIN)/python benchmarks/versions.py

schemas: $(READY)
	for name in stamp document removal quarantine manifest; do $(BIN)/cleaner schema $$name > docs/schemas/$$name.json; done
	$(BIN)/cleaner rules schema > rules/schema.json

bench: $(READY)
	$(BIN)/python benchmarks/text.py
	$(BIN)/python benchmarks/linear.py

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cleaner needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 " + "demo")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group dev
	touch $(READY)

clean:
	rm -rf $(VENV) .versions out
