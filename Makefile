# Two commands matter: `make run` and `make test`. `make help` explains the rest.

# Any Python will do to begin with: tools/bootstrap.py finds a good one and builds .venv.
SOME_PYTHON = $$(for p in .venv/bin/python /usr/bin/python3 python3 python; do \
	"$$p" -c "" 2>/dev/null && echo "$$p" && break; done || true)
BOOTSTRAP = @python="$(SOME_PYTHON)"; [ -n "$$python" ] || { \
	echo "Watchward needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt install python3 python3-venv." >&2; exit 1; }; \
	"$$python" tools/bootstrap.py
PY = .venv/bin/python
WATCHWARD = $(PY) -m watchward

# Settings of single targets: make run PORT=9000 HOME_DIR=/srv/watchward, make test ARGS="-k report".
PORT ?=
HOME_DIR ?=
ARGS ?=
KILLS ?= 50
WORKERS ?= 3
PYTEST = $(PY) -m pytest -n $(WORKERS) --dist loadfile
export PYTHONUNBUFFERED = 1
ifneq ($(HOME_DIR),)
export WATCHWARD_HOME = $(HOME_DIR)
endif

CHECKS = check-lint check-templates check-types check-imports check-migrations check-docs

.DEFAULT_GOAL := help
.PHONY: help run test quick test-postgres check $(CHECKS) bench bench-quick kill-test browser walk lock clean bootstrap-run bootstrap-dev

help: ## Explain every target.
	@echo "Watchward. To try it: make run. To test it: make test."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: bootstrap-run ## Build what is missing, load the demo town, serve it and print the address. PORT=8000 HOME_DIR=var
	@exec $(WATCHWARD) run --demo $(if $(PORT),--port $(PORT))

test: bootstrap-dev ## Run the suite in parallel on SQLite; the browser's part is `make browser`. ARGS="-k report" picks some tests.
	$(PYTEST) -m "not looks and not browser" $(ARGS)

browser: bootstrap-dev ## Drive a real browser over every page, and walk every address as the next town. Part of .ci/run.
	$(PYTEST) -m "browser or looks" $(ARGS)

quick: bootstrap-dev ## Run the suite without the slow tests and without a browser.
	$(PYTEST) -m "not slow and not browser" $(ARGS)

# The floors below the records know no database, so what they prove on one engine holds on the other.
NO_DATABASE = $(addprefix --ignore=tests/,kit patterns policy)

test-postgres: bootstrap-dev ## Run what touches a database, browser apart, on a throw-away PostgreSQL, or on WATCHWARD_TEST_DATABASE_URL.
	$(PY) tools/postgres.py run -- $(PYTEST) $(NO_DATABASE) -m "not browser" $(ARGS)

check: bootstrap-dev ## Lint, format, types, import contracts, templates, missing migrations, docs.
	@$(MAKE) --no-print-directory -k -j2 $(if $(findstring output-sync,$(.FEATURES)),--output-sync=target) $(CHECKS)
	@echo "All checks passed."

# Checks read the settings, which make their home folder: keep them out of the one with data.
$(CHECKS): export WATCHWARD_HOME = $(CURDIR)/.tools/check

check-lint: bootstrap-dev
	$(PY) -m ruff check --quiet .
	$(PY) -m ruff format --check --quiet . || { echo "Some files are not formatted. Run: $(PY) -m ruff format ."; exit 1; }

check-templates: bootstrap-dev # djhtml knows Jinja2; it prints only what is indented wrongly
	$(PY) -m djhtml --check --tabwidth 2 watchward/web/templates

check-types: bootstrap-dev
	$(PY) -m mypy watchward tools bench

check-imports: bootstrap-dev
	.venv/bin/lint-imports --no-cache

check-migrations: bootstrap-dev
	DJANGO_SETTINGS_MODULE=watchward.settings $(PY) -m django makemigrations --check --dry-run

check-docs: bootstrap-dev
	$(PY) tools/check_docs.py

bench: bootstrap-dev ## Measure every number of bench/README.md in its full form (an hour) and rewrite that page.
	$(PY) -m bench $(ARGS)

bench-quick: bootstrap-dev ## The same measurements in a short form (minutes); nothing is rewritten.
	$(PY) -m bench --quick $(ARGS)

kill-test: bootstrap-dev ## Kill the server with -9 KILLS=50 times during submissions and count what is left.
	$(PY) -m bench.kill --kills $(KILLS) $(ARGS)

walk: bootstrap-dev ## Walk one incident through the house and print each step with its time.
	$(PY) -m pytest tests/walks -q -s $(ARGS)

lock: bootstrap-dev ## Renew requirements/*.txt after a change of pyproject.toml. ARGS=--upgrade takes newer versions.
	$(PY) tools/lock.py $(ARGS)

clean: ## Remove what the other targets built. Data in var/ stays.
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find watchward tests tools $(wildcard bench) -name __pycache__ -prune -exec rm -rf {} +

bootstrap-run:
	$(BOOTSTRAP) --groups run

bootstrap-dev:
	$(BOOTSTRAP) --groups dev
