# kpi-es: needs make and Python 3.11 or newer, nothing else. PIP_* settings of the environment work through.
# Bare `make` lists the targets; ARGS="..." hands arguments on to `make demo`, `make test` and `make bench`.

VENV    := .venv
BIN     := $(VENV)/bin
ARGS    ?=
# Test processes side by side; each that needs servers starts its own.
WORKERS ?= 2
PIP      = $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help install demo test test-long check bench clean lock

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Tạo .venv và cài các gói đã khóa / make .venv with the locked packages

demo: install ## Chấm điểm hai phường mẫu từ đầu đến cuối / score the two sample wards, start to end
	@$(BIN)/kpi demo $(ARGS)

test: $(VENV)/.dev ## Chạy mọi kiểm thử / run every test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

test-long: $(VENV)/.dev ## 100.000 phiếu mỗi bộ quy tắc, hai cách tính / 100,000 sheets a rule set, both interpreters
	@$(BIN)/python -m pytest -n $(WORKERS) -m long tests/compiled $(ARGS)

check: $(VENV)/.dev ## Kiểm tra cách viết, kiểu, tầng, ví dụ / lint, types, layers, examples in the docs
	@echo "ruff" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo "mypy" && $(BIN)/mypy
	@echo "pyright" && PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	@echo "import-linter" && $(BIN)/lint-imports
	@echo "docs" && $(BIN)/python -m pytest -q tests/docs

bench: install ## Đo tốc độ trên máy này, ARGS="rules" chỉ một phép / measure the speed here, ARGS="rules" one of them
	@$(BIN)/kpi bench $(ARGS)

clean: ## Xóa .venv và mọi thứ làm ra / remove .venv and everything built
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src commands projections tests -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(VENV)/.made ## Khóa lại phiên bản các gói / lock the versions of all packages anew
	@$(PIP) install 'pip-tools>=7.6,<8'
	@for part in build runtime dev; do \
	  case $$part in \
	    build)   input="requirements/build.in"; output=requirements-build.txt ;; \
	    runtime) input="pyproject.toml"; output=requirements.txt ;; \
	    dev)     input="--extra dev -c requirements.txt -c requirements-build.txt pyproject.toml"; output=requirements-dev.txt ;; \
	  esac; \
	  echo "$$output"; \
	  CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --annotation-style line \
	    $(LOCK_ARGS) --output-file $$output $$input || exit 1; \
	done

# The first Python found that is new enough: `python3` if it is, else by name. It is run, not only looked up, because a
# name on PATH may be a stand-in for a version that is not there.
$(VENV)/.made:
	@for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "$$($$python --version): $(VENV)"; \
	    rm -rf $(VENV) && $$python -m venv $(VENV) && touch $@ && exit 0; exit 1; \
	  fi; \
	done; \
	echo "Cần Python 3.11 trở lên, có kèm venv (Debian: gói python3-venv); không thấy python3 nào như vậy trên PATH." >&2; \
	echo "Needs Python 3.11 or newer with venv (Debian: the package python3-venv); no such python3 is on PATH." >&2; exit 1

$(VENV)/.installed: $(VENV)/.made requirements.txt requirements-build.txt pyproject.toml
	@echo "requirements.txt"
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	@echo "requirements-dev.txt"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
