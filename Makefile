# `make` lists what can be done. Needs GNU make 3.81 or newer, a POSIX sh and Python 3.11 or newer.
.DEFAULT_GOAL = help
.NOTPARALLEL:
.PHONY: help serve test check build frontend screenshots desk-pictures bench-queries bench-check bench-search \
    bench-scale bench-serve left-out constraints clean npm venv venv-dev port

# Not `?=`: some shells and tools put a HOST of their own into the environment.
HOST = 127.0.0.1
PORT ?= 8000
# Left empty, python3 and then python3.14 to python3.11 are tried.
PYTHON ?=
# Handed on to pytest, or to a benchmark: make test ARGS='-k negotiation'.
ARGS =
# How findings in the data are told: make check FORMAT=github.
FORMAT = text

export PYTHON
SETUP = sh .ci/setup.sh
RUN = .venv/bin/python -m
TREATYGRAPH = .venv/bin/treatygraph

help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  HOST=$(HOST) PORT=$(PORT) say where `make serve` listens,'
	@echo '  PYTHON=/path/to/python3 which Python .venv is made from.'

serve: port venv ## check and build the data, serve them on http://127.0.0.1:8000
	@$(TREATYGRAPH) build
	@exec $(TREATYGRAPH) serve --host '$(HOST)' --port '$(PORT)'

test: venv-dev ## run every test that this machine can run (CI=true: the slow ones too)
	@$(RUN) pytest -n auto --dist loadfile $(ARGS)

check: venv-dev ## check code style, types and data
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy
	@$(TREATYGRAPH) format --check data/triples ontology
	@$(TREATYGRAPH) check --strict --format '$(FORMAT)'

build: venv ## check the data and build a release in build/
	@$(TREATYGRAPH) build

# Whoever only serves needs no Node: the bundle is in git. --ignore-scripts: none needs one.
frontend: npm frontend/node_modules/.package-lock.json ## build what pages run from frontend/ (needs Node)
	@cd frontend && npm run --silent build

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	@cd frontend && npm ci --silent --ignore-scripts
	@touch $@

screenshots: venv-dev build ## write a picture of every kind of page into build/screenshots
	@.venv/bin/python tests/web/screenshots.py

desk-pictures: venv-dev build ## take the pictures of docs/desk.md anew
	@.venv/bin/python tests/web/desk_pictures.py

bench-queries: venv-dev build ## time the competency questions here and in rdflib
	@.venv/bin/python benchmarks/queries.py

left-out: venv-dev ## write from the ledger what the data took from the research
	@.venv/bin/python tests/facts/ledger.py

bench-check: venv-dev ## time the check with its fast engine and with pySHACL
	@.venv/bin/python benchmarks/check.py $(ARGS)

bench-search: venv-dev ## time the worst searches in a million triples and a million things
	@.venv/bin/python benchmarks/search.py $(ARGS)

bench-scale: venv-dev ## build collections of several sizes and plot what they take
	@.venv/bin/python benchmarks/scale.py $(ARGS)

bench-serve: venv-dev build ## time the server beside oxigraph and rdflib-endpoint
	@.venv/bin/python benchmarks/serve.py $(ARGS)

# Not venv-dev: the old constraints may contradict the new pyproject.toml.
constraints: ## resolve the dependencies anew into constraints.txt
	@.venv/bin/python -c 'import packaging' 2>/dev/null || $(SETUP) venv dev
	@.venv/bin/python tests/packaging/resolution.py > constraints.txt.new || \
		{ rm -f constraints.txt.new; exit 1; }
	@mv constraints.txt.new constraints.txt

clean: ## remove .venv, build/ and caches
	rm -rf .venv build dist frontend/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

npm:
	@command -v npm >/dev/null || { echo 'treatygraph: npm not found: install Node.js 18 or newer' \
		'(Debian, Ubuntu: apt install nodejs npm)' >&2; exit 1; }

# The port is tried before anything is installed or built.
port:
	@$(SETUP) port '$(HOST)' '$(PORT)'

venv:
	@$(SETUP) venv

venv-dev:
	@$(SETUP) venv dev
