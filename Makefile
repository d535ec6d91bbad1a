# What a person and the CI call alike. `make run` is all a newcomer needs.
.PHONY: run setup dev test e2e lint audit bench

run: setup  # set everything up, start the product, print its address
	@exec .venv/bin/python -m portal.runtime.supervisor

setup:
	@portal/runtime/setup.sh run

dev:
	@portal/runtime/setup.sh dev

test: dev  # all tests; the last line counts what was skipped, and why
	@.venv/bin/python .ci/tests.py unit e2e

e2e: dev  # only the journeys in a real browser
	@.venv/bin/python .ci/tests.py e2e

lint: dev  # style, and the import ladder
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/lint-imports --no-logo

audit: dev  # published holes in what we install; 75 where the advisories do not answer
	@.venv/bin/python .ci/audit.py

bench: dev  # measurements, on a database of its own
	@.venv/bin/python benchmarks/measure.py
	@.venv/bin/python benchmarks/doors.py
