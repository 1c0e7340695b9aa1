# The front of the build: `make help` lists what there is. Everything works from a fresh clone; set-up skips what is there.

PORT ?= 8080
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# $(call stage,NAME,COMMAND): runs a command and says how long it took.
stage = bash xtask/setup/stage.sh '$(1)' $(2)
# The end-to-end tests; Cargo.toml keeps them out of a plain `cargo test`, and so out of `clippy --all-targets`.
E2E := $(wildcard tests/e2e/main.rs)
# What is tried in WebKitGTK as well, whose driver leaves out what it cannot do and says so: a case, ticks, undo, notes, a half-filled form, reload, two tabs, a start without a network, and of the lock what a browser can spoil.
IN_WEBKIT := steps:: notes:: tabs:: forms::why_a_step lock::a_first_start lock::a_wrong_passphrase while_locked outlives_a_killed the_ledger_keeps offline::after_one
# In Firefox the frame as well: its element, its height, and what it must not hear.
IN_FIREFOX := $(IN_WEBKIT) embed::the_element_shows embed::a_host_that_asks embed::where_no_host embed::hostile
in_chromium = $(call stage,end-to-end tests,cargo test --locked --no-default-features --test e2e)
in_firefox = $(call stage,core journeys in Firefox,env SOP_BROWSER=firefox cargo test --locked --no-default-features --test e2e -- $(IN_FIREFOX))
in_webkit = $(call stage,core journeys in WebKitGTK,env SOP_BROWSER=webkit cargo test --locked --no-default-features --test e2e -- $(IN_WEBKIT))
xtask := cargo run --quiet --locked -p xtask --

.PHONY: help setup setup-browser xtask build run dev check check-procedure coverage test test-all soak bench pictures clean

FILE ?= public/sop/th-mm-return.json

help: ## Lists the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

setup: ## Brings what the build needs: the wasm32 target, wasm-opt and the fonts
	@bash xtask/setup/wasm.sh
	@bash xtask/setup/npm.sh

setup-browser: ## Brings what the end-to-end tests need: Chromium, Firefox, WebKitGTK, their drivers, poppler, nginx, Apache
	@bash xtask/setup/browser.sh
	@bash xtask/setup/firefox.sh || true
	@bash xtask/setup/webkit.sh || true
	@bash xtask/setup/servers.sh || true

xtask:
	@$(call stage,compile the build tool,cargo build --quiet --locked -p xtask)

build: setup xtask ## Makes dist/, the folder to deploy
	@$(call stage,build,$(xtask) build)

run: build ## Builds and serves on 127.0.0.1:8080 (PORT=… for another port)
	@$(xtask) serve --port $(PORT)

dev: setup xtask ## Quick builds, again on each change, with pages that reload themselves
	@$(xtask) dev --port $(PORT)

check: ## Form, lints and the fast tests; needs neither browser nor wasm
	@$(call stage,format,cargo fmt --all --check)
	@$(call stage,clippy,cargo clippy --quiet --locked --workspace --all-targets -- -D warnings)
	@$(call stage,tests of the rules,cargo test --quiet --locked --no-default-features)
	@$(call stage,tests of the build tool,cargo test --quiet --locked -p xtask)
ifneq ($(E2E),)
	@$(call stage,clippy for the end-to-end tests,cargo clippy --quiet --locked --no-default-features --test e2e -- -D warnings)
endif

check-procedure: ## What is wrong with a procedure file and its words (FILE=…, and OLDER=… for what changed since)
	@$(xtask) check-procedure $(FILE) $(if $(OLDER),--since $(OLDER))

coverage: ## Makes docs/coverage.md: where each row of the reference stands, and which test holds it
	@$(xtask) coverage

test: setup setup-browser check build ## Everything: check, build, then the app in the browsers and behind the servers that are here
ifneq ($(E2E),)
	@$(in_chromium)
	@if bash xtask/setup/firefox.sh; then $(in_firefox); fi
	@if bash xtask/setup/webkit.sh; then $(in_webkit); fi
endif

test-all: setup check build ## The same, and fails where a browser or a web server is missing
	@for part in browser firefox webkit servers; do bash xtask/setup/$$part.sh; done
	@SOP_ALL=1 $(in_chromium)
	@$(in_firefox)
	@$(in_webkit)

soak: ## Storage under ten thousand random histories of faults (make test does a thousand), and the gate in all 600 million combinations
	@$(call stage,storage under faults,env SOP_SOAK=10000 cargo test --quiet --locked --no-default-features --test vault machine)
	@$(call stage,every gate,env SOP_SOAK=1 cargo test --quiet --locked --no-default-features --profile bench --test every_gate)

pictures: setup setup-browser build ## Every sheet, and every screen in all languages and sizes, on contact sheets in target/pictures
	@$(call stage,print the sheets and picture the screens,env SOP_PICTURES=$(CURDIR)/target/pictures cargo test --quiet --locked --no-default-features --test e2e -- sheets:: tour::)
	@$(call stage,lay the pages out,$(xtask) pictures target/pictures)

bench: ## Prints what the rules and storage cost: sizes and medians of 30, without a browser
	@cargo bench --quiet --locked --no-default-features --bench measure

clean: ## Removes all that the build made
	@rm -rf target dist node_modules pictures
