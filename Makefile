# Every target installs what it needs on Debian 12. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The steps share two cores and one target folder: side by side they would only wait for each other.
.NOTPARALLEL:

LISTEN ?= 127.0.0.1:8080
DATA ?= ./demo-data

# One profile for clippy, tests and browser tests, so that dependencies are compiled once (clippy apart: it keeps
# metadata of its own). `ci` leaves out debug information and incremental files, which a run from nothing never reads.
PROFILE ?= $(if $(CI),ci,dev)
NEXTEST_PROFILE ?= $(if $(CI),ci,default)
TARGET := $(or $(CARGO_TARGET_DIR),target)
BIN := $(TARGET)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))/luoshi

STEP := scripts/step.sh
NEXTEST := cargo nextest run --locked --workspace --cargo-profile $(PROFILE) --profile $(NEXTEST_PROFILE)

# --tests, so that dependencies keep the features that the suite was just built with, and none is compiled again.
BUILD_BIN := cargo build --locked --workspace --profile $(PROFILE) --tests --bin luoshi --quiet

.PHONY: help run test check setup setup-build fmt clippy scripts-check test-sqlite test-postgres test-browser docs screenshots bench bench-assess

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: setup-build ## build and open the demo: LISTEN=127.0.0.1:8080 DATA=./demo-data
	cargo run --locked --profile demo --bin luoshi -- demo --listen $(LISTEN) --data $(DATA)

test: setup scripts-check fmt clippy test-sqlite test-postgres test-browser ## everything, as CI runs it
	@echo; echo "make test: every step passed"

check: setup-build fmt clippy ## the quick look before a commit: format and lints

setup: ## install what the tests need
	@$(STEP) "set up" scripts/setup-test.sh

setup-build:
	@scripts/setup-build.sh

fmt:
	@if cargo fmt --version >/dev/null 2>&1; then $(STEP) "format" cargo fmt --all --check; \
	else echo "format: left out, this toolchain has no rustfmt"; fi

clippy:
	@if cargo clippy --version >/dev/null 2>&1; then \
	  $(STEP) "clippy" cargo clippy --locked --workspace --all-targets --profile $(PROFILE) --quiet -- -D warnings; \
	else echo "clippy: left out, this toolchain has none"; fi

scripts-check:
	@if grep -E '^name = "(openssl-sys|aws-lc-rs|aws-lc-sys)"' Cargo.lock; then echo "banned, see deny.toml"; exit 1; fi
	@for script in .ci/run $$(find scripts bench -name '*.sh'); do bash -n "$$script"; done

# The tests that compare generated documents (docs/permissions.md and its like) with the code are part of the suite,
# so a stale one fails here; `make docs` renews them.
test-sqlite: ## the whole suite, stores on SQLite
	@$(STEP) "tests on SQLite" env -u LUOSHI_TEST_POSTGRES $(NEXTEST)

# Only the application has a store. --workspace stays, or cargo would unify features anew and compile again.
test-postgres: ## the application's suite, stores on PostgreSQL
	@$(STEP) "tests on PostgreSQL" scripts/with-postgres.sh $(NEXTEST) -E 'package(luoshi)'

test-browser: ## the flows in Chromium
	@$(STEP) "build for the browser" $(BUILD_BIN)
	@LUOSHI_BIN=$(abspath $(BIN)) $(STEP) "browser tests" scripts/browser-tests.sh

docs: setup ## write the generated documents and snapshots anew
	UPDATE=1 $(NEXTEST) -E 'test(generated) + binary(scoreboard)' --no-tests=warn

screenshots: setup ## take the pictures in docs/screenshots anew
	@$(BUILD_BIN)
	@LUOSHI_BIN=$(abspath $(BIN)) UPDATE_SCREENSHOTS=1 scripts/browser-tests.sh

bench: setup-build ## measure; the report goes to bench/report.md
	@bench/run.sh

bench-assess: setup-build ## measure the assessment engine; the report goes to bench/assess.md
	@bench/assess.sh
