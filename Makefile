# linkcheck: two commands do all the set-up. `make help` lists what else there is.

PYTHON ?= python3
ARCHIVE ?=
VENV := .venv
BIN := $(VENV)/bin
LOCK := .github/requirements.lock
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help nightly test test-all lint lock sample clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

nightly: $(READY) ## Run the nightly job on the sample archive, or on yours: make nightly ARCHIVE=path
ifeq ($(ARCHIVE),)
	@$(BIN)/linkcheck demo
else
	@$(BIN)/linkcheck nightly "$(ARCHIVE)"
endif

test: $(READY)-dev ## Run the tests (slow ones: make test-all)
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(READY)-dev ## Run every test, the slow ones too
	$(BIN)/python -m pytest -n auto

lint: $(READY)-dev ## Run ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(READY)-dev ## Write the lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-annotate --no-header --no-emit-index-url --output-file $(LOCK) pyproject.toml

sample: $(READY) ## Make the sample in reports/ anew, and its picture where there is a chromium
	$(BIN)/linkcheck demo $(VENV)/sample --now 2026-11-23T02:00:00Z --vantage demo --reports $(VENV)/sample-reports --quiet
	for kind in html md json diff; do cp $(VENV)/sample-reports/latest.$$kind reports/sample.$$kind; done
	-chromium --headless --no-sandbox --disable-gpu --disable-background-networking --hide-scrollbars \
		--user-data-dir=$(CURDIR)/$(VENV)/chromium --window-size=1100,980 --screenshot=reports/sample.png file://$(CURDIR)/reports/sample.html

clean: ## Remove the environment and the caches
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A virtual environment breaks when the Python it was made with goes away or the folder is moved: then it is made anew.
.PHONY: $(VENV)/.sound
$(VENV)/.sound:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "linkcheck needs Python 3.11 or later; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@if ! $(BIN)/python -c 'import sys; sys.exit(sys.prefix != "$(CURDIR)/$(VENV)")' 2>/dev/null || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		rm -rf $(VENV); \
		$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	fi

$(READY) $(READY)-dev: $(VENV)/.sound
	@wanted="$$(cat pyproject.toml $(LOCK) | cksum)"; \
	if [ "$$(cat $@ 2>/dev/null)" != "$$wanted" ]; then \
		echo "Installing linkcheck into $(VENV) …"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(LOCK) --editable ".$(if $(findstring -dev,$@),[dev],)" \
		&& echo "$$wanted" > $@; \
	fi
