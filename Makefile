# What a person and the CI call alike. `make run` is all a newcomer needs.
.PHONY: run setup dev test e2e lint bench backup restore

run: setup  # set everything up, start the product, print its address
	@exec .venv/bin/python -m portal.runtime.supervisor

setup:
	@portal/runtime/setup.sh run

backup: setup  # one encrypted copy of the database and the files; the product goes on working
	@exec .venv/bin/python manage.py backup run

restore: setup  # bring the newest copy back; stop the product first. SNAPSHOT=id OVERWRITE=1 OTHER_KEYS=1
	@exec .venv/bin/python manage.py backup restore $(if $(SNAPSHOT),--snapshot=$(SNAPSHOT)) \
	  $(if $(OVERWRITE),--overwrite) $(if $(OTHER_KEYS),--other-keys)

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

bench: dev  # measurements, on a database of its own
	@.venv/bin/python benchmarks/measure.py
