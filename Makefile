# The commands that people and CI use. `make help` lists them.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON := .venv/bin/python
# An environment whose Python is gone, after an upgrade for example, is made anew.
$(shell [ -x $(PYTHON) ] || rm -f .venv/run .venv/dev)

.PHONY: help run test mutate bench search-score lint format messages

help:
	@echo "make run       serve the site with real content on http://$(HOST):$(PORT)  (PORT=, HOST=)"
	@echo "make test      run the test suite"
	@echo "make mutate    change the code that decides, and say what no test notices  (MODULES=, FAST=1)"
	@echo "make bench     measure  (SIZE=3000, 100000, 1000000; POSTGRES=address of a database)"
	@echo "make search-score  how often what people type leads to what they mean  (ARGS=--misses)"
	@echo "make lint      check format, style and types"
	@echo "make format    format the code"
	@echo "make messages  collect texts to translate and compile the translations"

run: .venv/run
	@$(PYTHON) scripts/run.py --host $(HOST) --port $(PORT)

test: .venv/dev
	@$(PYTHON) scripts/run_tests.py

mutate: .venv/dev
	@$(PYTHON) scripts/mutate.py $(MODULES)

bench: .venv/run
	@$(PYTHON) -m benchmarks.run --size $(or $(SIZE),3000) $(if $(POSTGRES),--postgres $(POSTGRES)) $(ARGS)

search-score: .venv/run
	@$(PYTHON) scripts/search_score.py $(ARGS)

lint: .venv/dev
	.venv/bin/ruff format --check .
	.venv/bin/djlint templates --check --quiet
	.venv/bin/ruff check .
	.venv/bin/mypy

format: .venv/dev
	.venv/bin/ruff format .
	.venv/bin/djlint templates --reformat --quiet
	.venv/bin/ruff check --fix .

messages: .venv/dev
	$(PYTHON) scripts/messages.py

.venv/run: requirements.txt
	@sh scripts/make_venv.sh
	@echo "Installing packages into .venv, which takes a minute the first time ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-dev.txt
	@sh scripts/make_venv.sh
	@echo "Installing packages into .venv, which takes a minute the first time ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
