# Each target does its own set-up. Only Python >= 3.11 (with venv), make and git are needed.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
WITHOUT_DATABASE := $(wildcard tests/core tests/formats tests/law_cases tests/house)

.DEFAULT_GOAL := help
.PHONY: help run test test-fast fuzz lint format corpus bench docs longest shots setup setup-dev setup-fuzz lock clean

help: ## Print the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## Load the demo shop and serve it on http://127.0.0.1:8000 (ARGS=--check probes it and exits)
	@$(BIN)/kulanz demo $(ARGS)

test: setup-dev lint ## Run every check and every test, on SQLite and on PostgreSQL
	@$(BIN)/python tools/run_tests.py $(ARGS)

test-fast: setup-dev ## Run the tests of core, formats and architecture, without a database
	@$(BIN)/python -m pytest -q -n auto -p no:django -m 'not slow' $(WITHOUT_DATABASE) $(ARGS)

fuzz: setup-fuzz ## Fuzz the readers of files (ARGS="--seconds 300 camt": one of them, five minutes)
	@$(BIN)/python tools/fuzz.py $(ARGS)

lint: setup-dev ## Check style, types, imports and the rules of the house
	@$(BIN)/python tools/lint.py

format: setup-dev ## Put the style right
	@$(BIN)/ruff check --fix --quiet . && $(BIN)/ruff format --quiet .

corpus: setup-dev ## Read every real file of ../shared/corpus and say what of each folder was read
	@$(BIN)/python -m pytest -q -rP tests/formats/test_corpus.py tests/formats/test_corpus_bank_statements.py

bench: setup-dev ## Measure what Kulanz does per second
	@$(BIN)/python tools/bench.py $(ARGS)

docs: setup-dev ## Run the worked cases and check every link of the documents
	@$(BIN)/python -m pytest -q -p no:django $(wildcard tests/law_cases) tests/house/test_documents.py tests/house/test_glossary.py

longest: setup-dev ## Print the ten longest functions and files
	@$(BIN)/python tools/longest.py

shots: setup-dev ## Take a picture of every page of the demo, desktop and phone, into shots/ (ARGS=lauf: some of them)
	@$(BIN)/python tools/shots.py $(ARGS)

setup: ## Make .venv with the kulanz command, and the assets of the pages
	@$(PYTHON) tools/setup.py

setup-dev: ## The same, with what tests and checks need
	@$(PYTHON) tools/setup.py --dev

setup-fuzz: ## The same, with the fuzzer
	@$(PYTHON) tools/setup.py --fuzz

lock: setup ## Choose versions anew and write their hashes to requirements/
	@$(BIN)/python tools/lock.py $(ARGS)

clean: ## Remove what the set-up made; your data stays
	rm -rf .venv node_modules build dist src/kulanz/static_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
