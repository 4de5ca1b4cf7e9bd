# `make` lists the targets.
PYTHON ?= python3
VENV := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help lab test check fix bench bundle pins clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab:  ## set everything up and open JupyterLab on the first notebook (ARGS="--no-browser" for more words)
	@$(PYTHON) setup_project.py lab
	@$(VENV)/hypereal-lab $(ARGS)

test:  ## set everything up and run every test, the browser's too (ARGS="-k words" for some)
	@$(PYTHON) setup_project.py test
	@$(VENV)/python hatch_build.py test
	@$(VENV)/python -m pytest -n auto --dist loadfile $(ARGS)

check:  ## what CI asks of the code: lint, format, types, front end
	@$(PYTHON) setup_project.py test
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/python hatch_build.py check

fix:  ## mend what can be mended by itself
	@$(PYTHON) setup_project.py test
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .
	@$(VENV)/python hatch_build.py fix

bench:  ## measure what is promised about speed; prints ratios
	@$(PYTHON) setup_project.py test
	@broken=0; for one in import_time client chat_client ledger gateway proxy idle_streams jobs uploads spine picture gallery export viewer film meshes audio dashboard tracker; do \
		echo "== $$one"; $(VENV)/python -m benchmarks.$$one || broken=1; done; exit $$broken

bundle:  ## build the widgets' bundles
	@$(PYTHON) setup_project.py test
	@$(VENV)/python hatch_build.py bundle

pins:  ## write constraints.txt anew from the newest versions that fit, and see that they install here
	@$(PYTHON) setup_project.py test
	@$(VENV)/python -m pip install --quiet uv
	@$(VENV)/uv pip compile --quiet --universal --no-annotate --no-header --no-emit-index-url --all-extras --upgrade \
		--python-version 3.11 --output-file constraints.txt pyproject.toml
	@$(VENV)/python -m pip install --quiet --dry-run --constraint constraints.txt --editable '.[dev]'

clean:  ## remove what was built and installed here
	rm -rf .venv dist build widgets/node_modules hypereal_lab/widgets/static/*.js .pytest_cache .mypy_cache .ruff_cache
