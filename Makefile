# The second command of the README: installs what the tests need and runs everything.
SHELL := /bin/bash
CARGO ?= cargo

.PHONY: test packages check unit

test: packages check unit

# The browser tests drive a real Chromium, the store's tests a PostgreSQL cluster of their own, the clients' tests run in their
# languages and check their types. Elsewhere than on Debian,
# install these by hand; the tests look for them in PATH. No system cluster is made for the tests' sake.
packages:
	@wanted=""; \
	command -v chromium >/dev/null && command -v chromedriver >/dev/null || wanted="chromium chromium-driver"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$$wanted postgresql"; \
	command -v python3 >/dev/null || wanted="$$wanted python3"; \
	command -v node >/dev/null || wanted="$$wanted nodejs"; \
	command -v tsc >/dev/null || wanted="$$wanted node-typescript"; \
	if [ -z "$$wanted" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "to run all tests, install:$$wanted"; exit 0; fi; \
	root=""; if [ "$$(id -u)" != 0 ]; then root="sudo"; fi; \
	settings=/etc/postgresql-common/createcluster.conf; \
	[ -e $$settings ] || { $$root mkdir -p "$$(dirname $$settings)" && \
		echo "create_main_cluster = false" | $$root tee $$settings >/dev/null; }; \
	$$root apt-get update -q && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o Dpkg::Options::=--force-confold $$wanted

# All targets: the benches are held to the lints and the compiler here, and built by whoever runs them.
check:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

unit:
	$(CARGO) test --locked
