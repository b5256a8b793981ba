# linkcheck: two commands do all the set-up. `make help` lists what else there is.

PYTHON ?= python3
ARCHIVE ?=
VENV := .venv
BIN := $(VENV)/bin
LOCK := .github/requirements.lock
READY := $(VENV)/.ready
PYWB := $(VENV)/pywb
PYWB_LOCK := .github/pywb.lock

# what is compiled is kept, whoever forbids it elsewhere: the tests start linkcheck, and read themselves, many times
TESTS := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n auto --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help nightly test test-all truth snapshots nights year kills kills-rewrite archive-hours properties bench bench-documents bench-memory bench-store corpus lint lock sample clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

nightly: export ARCHIVE := $(ARCHIVE)
nightly: $(READY) ## Run the nightly job on the sample archive, or on yours: make nightly ARCHIVE=path
	@$(BIN)/linkcheck $(if $(ARCHIVE),nightly -- "$$ARCHIVE",demo)

test: $(READY)-dev $(PYWB)/.ready ## Run the tests (slow ones: make test-all)
	$(TESTS) -m "not slow"

test-all: $(READY)-dev $(PYWB)/.ready ## Run every test, the slow ones too
	$(TESTS)

truth: $(READY)-dev-truth ## Print what linkcheck and lychee say of one web, beside what a person sees there (Linux)
	@$(BIN)/python -m tests.truth

snapshots: $(READY)-dev-truth ## Print which capture linkcheck and lychee take for each dead link of one archive (Linux)
	@$(BIN)/python -m tests.suggest

nights: $(READY)-dev ## Live through a month of odd links, and print what each became
	@$(BIN)/python -m tests.nights

bench: $(READY)-dev-truth ## Measure linkcheck and its peers on one web of slow, dead and strict hosts (Linux)
	@$(BIN)/python -m tests.bench $(SCENARIOS)

archive-hours: $(READY)-dev ## Print what 7,000 dead links cost the web archive, and how long they take within its limits
	@$(BIN)/python -m tests.hours

properties: $(READY)-dev ## Try 50,000 documents for each property of reading and rewriting (an hour)
	$(BIN)/python -m pytest -n auto --hypothesis-profile nightly --timeout 20000 tests/documents/test_properties.py

bench-documents: $(READY)-dev-truth ## Print how long reading and rewriting take, beside lychee
	@$(BIN)/python -m tests.documents.bench

corpus: export ARCHIVE := $(ARCHIVE)
corpus: $(READY)-dev ## Count an archive's links beside another parser's, rewrite and undo each: make corpus ARCHIVE=path
	@$(BIN)/python -m tests.documents.corpus $(if $(ARCHIVE),"$$ARCHIVE")

year: $(READY)-dev ## Live through a year of 5,000 links, and print how full the nights were
	@$(BIN)/python -m tests.year

kills: $(READY)-dev ## Kill 300 nightly runs at random moments, and see what is left and what comes of it
	@$(BIN)/python -m tests.kills

kills-rewrite: export ARCHIVE := $(ARCHIVE)
kills-rewrite: $(READY)-dev ## Kill 200 rewrites and 100 undos of 134 letters, and see what is left: make kills-rewrite ARCHIVE=path
	@$(BIN)/python -m tests.kills.rewriting $(if $(ARCHIVE),"$$ARCHIVE")

bench-memory: $(READY)-dev ## Measure what one letter of 20,000 links takes, and one of 200,000, by its shape (Linux)
	@$(BIN)/python -m tests.documents.memory $(SHAPES)

bench-store: $(READY)-dev ## Measure the store with 10,000, 100,000 and 1,000,000 targets
	@$(BIN)/python -m tests.bench_store

lint: $(READY)-dev ## Run ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(READY)-dev ## Write the locks anew from pyproject.toml, and of pywb
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra truth --no-annotate --no-header --no-emit-index-url --output-file $(LOCK) pyproject.toml
	echo 'pywb>=2.10,<3' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url --output-file $(PYWB_LOCK) -

sample: $(READY) ## Make the sample in reports/ anew, and its picture where there is a chromium
	folder=$$(mktemp -d) && cd "$$folder" \
		&& $(CURDIR)/$(BIN)/linkcheck demo letters --now 2026-11-23T02:00:00Z --vantage demo --quiet \
		&& for kind in html md json diff; do cp "reports/latest.$$kind" "$(CURDIR)/reports/sample.$$kind"; done \
		&& rm -r "$$folder"
	-chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
		--user-data-dir=$(CURDIR)/$(VENV)/chromium --window-size=1100,980 --screenshot=reports/sample.png file://$(CURDIR)/reports/sample.html

clean: ## Remove the environment and the caches
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A virtual environment breaks when its Python goes away, when the folder is moved, when a part of it is removed and when an
# installation is interrupted: then, or when another Python is named, it is made anew.
NAMED := $(filter-out file,$(origin PYTHON))
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
VERSION := import sys; print(sys.version)
WHOLE := import sys; from importlib.metadata import distributions; \
	sys.exit(any(one.files is None or any(not file.locate().exists() for file in one.files if file.suffix != ".pyc") for one in distributions()))

.PHONY: $(VENV)/.sound
$(VENV)/.sound:
	@if [ "$$(cat $(VENV)/.place 2>/dev/null)" != "$$(pwd -P)" ] \
	|| ! $(BIN)/python -I -c '$(WHOLE)' 2>/dev/null || ! $(BIN)/python -I -m pip check >/dev/null 2>&1 \
	|| { [ -n "$(NAMED)" ] && [ "$$($(PYTHON) -c '$(VERSION)' 2>/dev/null)" != "$$($(BIN)/python -c '$(VERSION)')" ]; }; then \
		$(PYTHON) -c '$(RECENT)' 2>/dev/null || { echo "linkcheck needs Python 3.11 or later, and $(PYTHON) is not; name another: make PYTHON=python3.12 …" >&2; exit 1; }; \
		rm -rf $(VENV); \
		$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
		pwd -P > $(VENV)/.place; \
	fi

COMMA := ,
# .ready-dev-truth is an environment with the extras dev and truth
$(READY) $(READY)-dev $(READY)-dev-truth: $(VENV)/.sound
	@wanted="$$(cat pyproject.toml $(LOCK) | cksum)"; \
	if [ "$$(cat $@ 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing linkcheck into $(VENV) …"; \
		PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(LOCK) --editable ".$(subst -,$(COMMA),$(patsubst $(READY)-%,[%],$(filter-out $(READY),$@)))" \
		|| { echo "linkcheck could not be installed: pip says why above; it needs the network once" >&2; exit 1; }; \
		echo "$$wanted" > $@; \
	fi

# an environment of its own: pywb brings brotlipy, which takes the place of Brotli and breaks aiohttp's br
$(PYWB)/.ready: $(VENV)/.sound
	@wanted="$$(cksum < $(PYWB_LOCK))"; \
	if [ "$$(cat $@ 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing pywb into $(PYWB), for its tests …"; \
		rm -rf $(PYWB); \
		$(BIN)/python -m venv $(PYWB) \
		&& PYTHONWARNINGS=ignore $(PYWB)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(PYWB_LOCK) \
		&& echo "$$wanted" > $@ \
		|| echo "pywb could not be installed: pip says why above, and the tests that need it are skipped" >&2; \
	fi
