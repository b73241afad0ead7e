# Needs Python >= 3.11 with venv, and make; everything else is fetched by the targets. Each is quick the second time.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python
ROOMS := hub members facilities funding bookings knowledgebase region cms
export PORT ?= 8000
# The embedded PostgreSQL asks where run-time files go; it is right to fall back to /tmp.
export PYTHONWARNINGS = ignore:XDG_RUNTIME_DIR
# Some containers say not to keep what was compiled: each test worker and served site would compile everything anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help up start stop forget test lint format bench soak lock messages screenshots base demo dev
.PHONY: check-style check-imports check-types check-django

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

up: demo ## The whole site on this machine, until Ctrl-C (PORT=8000)
	@$(RUN) -m hub.dev.up

start: demo ## The same in the background
	@$(RUN) -m hub.dev.up --background

stop: ## Stop what `make start` started
	@if [ -x $(RUN) ]; then $(RUN) -m hub.dev.up --stop; fi

forget: stop ## Stop everything and remove the demonstration: database, mails, photos
	@if [ -x $(RUN) ]; then $(RUN) -m hub.dev.postgres --stop; fi
	rm -rf var

test: dev ## Every test, browser included
	@$(RUN) -m hub.dev.parts
	@$(RUN) -m hub.dev.postgres --careless
	@$(RUN) -m hub.dev.catalogues compile
	@$(RUN) -m hub.dev.chromium --install
	@DJANGO_SETTINGS_MODULE=hub.settings.test $(RUN) -m tests.databases
	@$(RUN) -m tests

lint: dev ## Style, types, import directions, migrations, deployment checks
	@$(RUN) -m hub.dev.postgres
	@$(MAKE) --no-print-directory --keep-going check-style check-imports check-types check-django

check-style:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint hub/templates --lint --quiet

check-imports:
	.venv/bin/lint-imports --no-logo

check-types:
	.venv/bin/mypy $(ROOMS)

check-django:
	DATABASE_ROLE=owner $(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m hub.dev.deployment_check

format: dev ## Put the Python into shape
	.venv/bin/ruff check --fix --quiet . || true
	.venv/bin/ruff format --quiet .

bench: dev ## How fast it is, against its floors
	@$(RUN) -m hub.dev.parts --measuring
	@$(RUN) -m hub.dev.postgres
	@$(RUN) -m hub.dev.catalogues compile
	$(RUN) -m tests.bench

soak: dev ## Long runs: twenty rounds of every race, random kills, thousands of examples
	@$(RUN) -m hub.dev.postgres
	HYPOTHESIS_PROFILE=soak $(RUN) -m pytest --timeout 1200 -m soak
	HYPOTHESIS_PROFILE=soak $(RUN) -m pytest --timeout 1200 tests/rules

lock: dev ## Take newer releases of every part
	@$(RUN) -m hub.dev.lock

messages: dev ## Collect the strings to translate, compile the catalogues
	@$(RUN) -m hub.dev.catalogues update compile

screenshots: dev ## Every page in var/screenshots, or those with ONLY="a word" in their names; the picture of the README
	@$(RUN) -m hub.dev.screenshots $(ONLY)

base demo dev:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer (with its venv module) is needed: install it, or say PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m hub.dev.install $@
