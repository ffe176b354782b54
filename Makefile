# The second command of the README: installs what the tests need and runs everything.
SHELL := /bin/bash
CARGO ?= cargo

# The checks of accessibility; its files stay beside the build.
AXE = axe-core@4.14.1
AXE_SHA256 = 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

.PHONY: test packages axe check unit api supply sbom fuzz

test: packages axe check unit

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
	lean=""; command -v npm >/dev/null || lean="npm"; \
	if [ -z "$$wanted$$lean" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "to run all tests, install:$$wanted $$lean"; exit 0; fi; \
	root=""; if [ "$$(id -u)" != 0 ]; then root="sudo"; fi; \
	settings=/etc/postgresql-common/createcluster.conf; \
	[ -e $$settings ] || { $$root mkdir -p "$$(dirname $$settings)" && \
		echo "create_main_cluster = false" | $$root tee $$settings >/dev/null; }; \
	$$root apt-get update -q && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o Dpkg::Options::=--force-confold $$wanted && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$lean

# Without npm or a network the tests that need it skip by name, or, with CI=true, fail.
axe: target/axe/axe.min.js

target/axe/axe.min.js:
	@command -v npm >/dev/null || { echo "to check accessibility, install: npm"; exit 0; }; \
	mkdir -p target/axe && cd target/axe && npm pack --silent $(AXE) >/dev/null && \
	tar -xzf axe-core-*.tgz --strip-components=1 package/LICENSE package/axe.min.js && rm axe-core-*.tgz && \
	{ echo "$(AXE_SHA256)  axe.min.js" | sha256sum --check --quiet || { rm -f axe.min.js; false; }; } || \
	echo "axe-core could not be fetched; the checks of accessibility skip"

# All targets: the benches are held to the lints and the compiler here, and built by whoever runs them.
check:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

unit:
	$(CARGO) test --locked

# What follows needs tools that are not installed for its sake, and is not part of `make test`.

# Every answer held to the OpenAPI document, by schemathesis (Python).
api:
	tests/schemathesis.sh

# What the program is built from: licences, sources, crates that are not wanted, known advisories. The advisories come from the network.
supply: sbom
	@command -v cargo-deny >/dev/null || { echo "install it first: cargo install --locked cargo-deny"; exit 1; }
	cargo-deny --locked --config docs/supply/deny.toml check
	@command -v cargo-audit >/dev/null || { echo "install it first: cargo install --locked cargo-audit"; exit 1; }
	cargo-audit audit $(AUDIT)

# The same as a bill of materials (CycloneDX) of the program alone, without what tests it: target/sbom/candor.cdx.json.
sbom:
	@command -v cargo-cyclonedx >/dev/null || { echo "install it first: cargo install --locked cargo-cyclonedx"; exit 1; }
	cargo-cyclonedx cyclonedx --format json --spec-version 1.5 --describe binaries --no-build-deps
	mkdir -p target/sbom && sed "s|file://$(CURDIR)|file://.|g" candor_bin.cdx.json >target/sbom/candor.cdx.json && rm candor_bin.cdx.json

# Looks for inputs that a target does not bear, led by the code that they reach: make fuzz TARGET=events SECONDS=3600. Needs a C++ compiler.
# The targets are in tests/fuzz/targets.rs. What is found stays in target/fuzzing; a finding is kept in tests/fuzz/corpus with its mending.
TARGET ?= events
SECONDS ?= 300
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
COVERAGE = level=4 inline-8bit-counters pc-table trace-compares

fuzz:
	RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module $(COVERAGE:%=-Cllvm-args=-sanitizer-coverage-%)" \
		$(CARGO) build --locked --profile fuzz --target $(HOST) --example fuzz
	mkdir -p target/fuzzing/$(TARGET)
	CANDOR_FUZZ=$(TARGET) target/$(HOST)/fuzz/examples/fuzz -max_total_time=$(SECONDS) -max_len=4096 -timeout=20 -rss_limit_mb=3000 \
		-print_final_stats=1 -artifact_prefix=target/fuzzing/$(TARGET)- target/fuzzing/$(TARGET) tests/fuzz/corpus/$(TARGET)
