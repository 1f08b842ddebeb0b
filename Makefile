# Two commands do everything on a machine that has Python 3.11 or later, make and git:
#   make demo    cleans seeds/ into out/ and says what to open
#   make test    runs the suite; make proof what takes minutes
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# Compiled once: the suite starts Python some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo replay rules test proof check lint versions schemas bench clean browser engines screenshots

demo: $(READY)
	$(BIN)/cleaner clean seeds -o out --force

replay: demo
	$(BIN)/cleaner verify out --raw seeds --replay

rules: $(READY)
	$(BIN)/cleaner rules check
	$(BIN)/cleaner rules test --coverage
	$(BIN)/cleaner rules schema --check

# In an order that is nobody's and each time the same; plain `pytest` takes another one each time.
test: $(READY)
	$(BIN)/pytest -n auto --randomly-seed=1 -m "not proof"

# What takes minutes: 50 kills, full disks, the hostile set, Ray, Spark, an object store.
proof: $(READY)
	$(BIN)/pytest -n auto --randomly-seed=1 -m proof $$(grep -rl --include='test_*.py' mark.proof tests)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test rules

# The browser of the tests, and letters of East Asia for the pictures.
browser:
	@if [ -n "$$CHROMIUM" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; \
	else echo "No Chromium. Install one (Debian: apt-get install chromium fonts-noto-cjk; or $(BIN)/playwright install chromium), or name it: CHROMIUM=/path/to/it" >&2; exit 1; fi

# Ray, Spark (with Java 17) and the others that cleaner works inside of. 1.5 GB; without them their tests are skipped.
engines: $(READY)
	@command -v java >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; } || echo "No Java: the tests of Spark are skipped" >&2
	$(BIN)/pip install --quiet --group engines

screenshots: $(READY) browser
	PYTHONPATH=tests $(BIN)/python -m report.browser.screens

versions: $(READY)
	$(BIN)/python benchmarks/versions.py

schemas: $(READY)
	for name in stamp document removal quarantine fact manifest; do $(BIN)/cleaner schema $$name > docs/schemas/$$name.json; done
	$(BIN)/cleaner rules schema > rules/schema.json

bench: $(READY)
	$(BIN)/python benchmarks/text.py
	$(BIN)/python benchmarks/linear.py
	$(BIN)/python benchmarks/scale.py

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cleaner needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 " + "demo")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group dev
	touch $(READY)

clean:
	rm -rf $(VENV) .versions out
