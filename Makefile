# Every task of a developer or a first-time visitor. Each installs what it needs first; when nothing is missing that
# takes a fraction of a second. What is installed stays in this folder: .venv, .cache, web/node_modules.
.DEFAULT_GOAL := help
# Bytecode is kept, whatever the machine is set to: without it each of a centre's processes compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test lint format lock bench screenshots clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r task text; do \
		printf '%-14s %s\n' "$$task" "$$text"; done

run: ## install everything and start the demo city
	@scripts/bootstrap run
	@exec .venv/bin/sori run

test: ## run all checks and tests
	@scripts/bootstrap test
	@scripts/test

lint: ## style, types, and who may import whom
	@scripts/bootstrap lint
	@scripts/lint

format: ## rewrite the sources in the common style
	@scripts/bootstrap format
	.venv/bin/ruff check --fix-only --quiet --no-cache src tests bench scripts scripts/chromium
	.venv/bin/ruff format src tests bench scripts scripts/chromium
	@scripts/with-node npm --prefix web run format

lock: ## renew the hashed lists of packages in requirements/ (UPGRADE=1: newest versions)
	@scripts/bootstrap lock $(if $(UPGRADE),--upgrade)

bench: ## measure, and print one table
	@scripts/bootstrap test
	@exec .venv/bin/python -m bench

screenshots: ## take the docs' pictures from the demo that is running
	@scripts/bootstrap test
	@SORI_CHROMIUM=$$(scripts/chromium) .venv/bin/python scripts/screenshots.py

clean: ## remove all that was installed or built here; data in .sori stays
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	rm -rf web/node_modules web/*/node_modules web/apps/*/node_modules web/apps/*/dist web/api/generated web/api/openapi.json
	find src tests bench scripts -name __pycache__ -prune -exec rm -rf {} +
