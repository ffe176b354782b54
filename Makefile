# The second command of the README: installs what the tests need and runs everything.
SHELL := /bin/bash
CARGO ?= cargo

.PHONY: test packages check unit bench

test: packages check unit bench

# The browser tests drive a real Chromium. Elsewhere than on Debian, install both by hand; the tests look for them in PATH.
packages:
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "install chromium and chromedriver to run the browser tests"; exit 0; fi; \
	root=""; if [ "$$(id -u)" != 0 ]; then root="sudo"; fi; \
	$$root apt-get update -q && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -q chromium chromium-driver

check:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

unit:
	$(CARGO) test --locked

bench:
	$(CARGO) bench --locked --no-run
