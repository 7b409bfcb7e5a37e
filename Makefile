# Everything lives in .venv, which tools/bootstrap.py makes and keeps up to date.
# There is no logic in this file: whatever needs an `if` is Python.

# ENGINE=docker runs the jobs in AWS's own Glue image, by Docker Compose
ENGINE ?= embedded
PYTHON ?= $(or $(shell command -v python3.11 2>/dev/null),python3)
BIN := .venv/bin
ARGS ?=
TARGET ?= local
TO = $(BUCKET:%=--bucket %) $(ROLE:%=--role %) $(ADOPT:%=--adopt)

.DEFAULT_GOAL := help
.PHONY: help local-run serve doctor clean docker-up docker-down docker-clean docker-logs docker-doctor \
	plan-aws deploy-aws run-aws destroy-aws venv venv-dev test e2e-test docker-test bench lint format lock

##@ Lakehouse

local-run: venv ## Landing → trusted → curated on this machine (ENGINE=docker; ARGS="--scale 10" and the like)
	@$(BIN)/boathouse local-run --engine $(ENGINE) $(ARGS)

serve: venv ## Keep the emulated cloud up, for any AWS client
	@$(BIN)/boathouse serve $(ARGS)

doctor: venv ## Say what is missing on this machine, and how to get it
	@$(BIN)/boathouse doctor $(ARGS)

clean: venv ## Remove the local lake (.boathouse)
	@$(BIN)/boathouse clean $(ARGS)

##@ Docker

docker-up: venv ## LocalStack, Boathouse and AWS's Glue image, up and healthy
	@$(BIN)/boathouse docker up $(ARGS)

docker-down: venv ## Stop them; the data stays
	@$(BIN)/boathouse docker down $(ARGS)

docker-clean: venv ## Stop them and remove their data
	@$(BIN)/boathouse docker clean $(ARGS)

docker-logs: venv ## What they say (ARGS="--follow")
	@$(BIN)/boathouse docker logs $(ARGS)

docker-doctor: venv ## Check every assumption about AWS's image, as a report for a bug
	@$(BIN)/boathouse docker doctor $(ARGS)

##@ AWS (BUCKET=my-lake; credentials, region and endpoint as for every AWS tool)

plan-aws: venv ## What deploying would change, and what a run costs; changes nothing (CHECK=1 JSON=1)
	@$(BIN)/boathouse plan-aws $(TO) $(CHECK:%=--check) $(JSON:%=--json) $(ARGS)

deploy-aws: venv ## Take what the end-to-end tests passed for to AWS (ROLE=… YES=1 FIXTURES=1 FORCE=1 ADOPT=1)
	@$(BIN)/boathouse deploy-aws $(TO) $(YES:%=--yes) $(FIXTURES:%=--fixtures) $(FORCE:%=--force) $(ARGS)

run-aws: venv ## Run the workflow on AWS and follow it
	@$(BIN)/boathouse run-aws $(BUCKET:%=--bucket %) $(ARGS)

destroy-aws: venv ## Remove from AWS what deploying has made; DATA=1 the data too (YES=1)
	@$(BIN)/boathouse destroy-aws $(BUCKET:%=--bucket %) $(YES:%=--yes) $(DATA:%=--data) $(ARGS)

##@ Tests

test: venv-dev ## All tests that need no Docker, but for the lakehouse end to end
	@$(BIN)/pytest --numprocesses 3 --dist loadgroup --no-loadscope-reorder --ignore=tests/e2e --ignore=tests/docker $(ARGS)

e2e-test: venv-dev ## The lakehouse end to end, asserted through Athena SQL (ENGINE=docker, TARGET=aws)
	@BOATHOUSE_ENGINE=$(ENGINE) $(BIN)/pytest tests/e2e --target $(TARGET) $(BUCKET:%=--bucket %) $(ARGS)

docker-test: venv-dev ## The Docker target: end to end, both engines row for row, whatever can die
	@$(BIN)/pytest tests/docker $(ARGS)

bench: venv-dev ## local-run against five spark-submits over s3a://, side by side
	@$(BIN)/python -m bench.local_run $(ARGS)

##@ Code

lint: venv-dev ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: venv-dev ## Rewrite what a machine can: layout, imports, the README's generated parts
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m tools.readme

lock: ## Resolve the dependencies of pyproject.toml anew, with hashes
	@$(PYTHON) tools/lock.py

##@ Set-up

venv: ## Make .venv or bring it up to date (every target above does so by itself)
	@$(PYTHON) tools/bootstrap.py requirements.lock

venv-dev:
	@$(PYTHON) tools/bootstrap.py requirements.lock requirements-dev.lock

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "; printf "Usage: make \033[36m<target>\033[0m\n"} \
		/^##@/ {printf "\n\033[1m%s\033[0m\n", substr($$0, 5)} \
		/^[a-z0-9-]+:.*## / {printf "  \033[36m%-11s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)
