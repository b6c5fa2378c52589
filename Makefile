# Each target sets up .venv by itself, with the first Python that fits; PYTHON=python3.12 chooses.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(or $(shell for one in python3 python3.13 python3.12 python3.11; do \
  $$one -c '$(FITS)' 2>/dev/null && echo $$one && break; done),python3)
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
READY := .venv/ready
BOOK_READY := .venv/book-ready
LESSONS := $(sort $(wildcard notebooks/[0-9]*.ipynb))
EXPERIMENTS := $(sort $(wildcard tools/experiments/*.py))
JOBS ?= 2
IN_CHROMIUM := $(patsubst %,tests/test_%.py,book play explore)
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with tests/sanitize.cfg
WRONG := "Python %d.%d found: this course needs 3.11, 3.12 or 3.13; \
  try: make PYTHON=python3.12 lab"

.PHONY: help lab mine progress test refresh experiments bench mutants book test-book clean
test refresh: export PYTHONHASHSEED = 0

help:  ## this list
	@grep -hE '^[a-z-]+: .*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	  (3, 11) <= v <= (3, 13) or sys.exit($(WRONG) % v)'
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(PY) -c 'import pathlib; pathlib.Path("$(READY)").touch()'

$(BOOK_READY): $(READY) book/requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r book/requirements.txt
	@$(PY) -c 'import pathlib; pathlib.Path("$(BOOK_READY)").touch()'

lab: $(READY)  ## open your own copies of the lessons, in work/ (FRESH=05: a new 05 beside yours)
	@$(PY) tools/copy_lessons.py $(FRESH)
	$(PY) -m jupyter lab --notebook-dir work $(if $(filter 0,$(shell id -u 2>/dev/null)),--allow-root)

mine: $(READY)  ## make word2vec of your own answers, train it on Wikipedia, score it beside gensim
	$(PY) tools/mine.py

progress: $(READY)  ## see what is ticked, wrong, untouched in work/ (OF=folder: of each in a class)
	@$(PY) tools/progress.py $(if $(OF),"$(OF)")

test: $(READY)  ## check everything: style, units, properties, guards, every output of every lesson
	$(PY) -m ruff check . && $(PY) -m ruff format --check .
	$(PY) -m pytest tests $(IN_CHROMIUM:%=--ignore %) -n $(JOBS) --dist worksteal --cov=w2v_helpers --cov-fail-under=95
	$(PY) -m pytest $(NBVAL) -n $(JOBS) --dist loadfile -p no:cacheprovider $(LESSONS)

refresh: $(READY)  ## run the lessons anew, rewrite the outputs that may change (ALL=1: all)
	$(PY) tools/folds.py $(LESSONS)
	$(PY) tools/one_file.py
	$(PY) tools/refresh.py $(if $(ALL),--all) $(LESSONS)
	$(PY) tools/solutions.py
	$(PY) tools/teaching.py

experiments: $(READY)  ## measure anew what takes longer than a lesson: notebooks/results/
	$(foreach script,$(EXPERIMENTS),$(PY) $(script) &&) true

bench: $(READY)  ## race gensim, check the lessons' speeds, for an hour (QUICK=1: five minutes; ONLY=lessons, TEXT=file)
	$(PY) tools/bench.py $(if $(QUICK),--short) $(if $(TEXT),--text "$(TEXT)") $(if $(ONLY),--only $(ONLY))

mutants: $(READY)  ## change each exercise's solution and show what would get a tick
	$(PY) tools/mutants.py

book: $(BOOK_READY)  ## the web book, in build/book/ and, to hand on, build/book.zip
	$(PY) tools/book.py

test-book: book  ## look at every page of the book in Chromium: sizes, links, search, contrast, paper
	$(PY) -m pytest $(IN_CHROMIUM) -n $(JOBS)

clean:  ## remove .venv and build/; never work/
	$(PYTHON) -c 'import shutil; [shutil.rmtree(f, ignore_errors=True) for f in (".venv", "build")]'
