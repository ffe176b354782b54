#!/usr/bin/env bash
# Asks every operation of the OpenAPI document with what it says it takes, and with what it says it does not, of a service with the demo shop on
# loopback, and holds each answer to the document. `make api` runs it; further words go to schemathesis. CANDOR names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v schemathesis >/dev/null || { echo "install it first: pip install schemathesis" >&2; exit 1; }
port="${PORT:-7979}"
candor="${CANDOR:-$PWD/target/debug/candor}"
folder="$(mktemp -d)"
served=""
trap '[ -z "$served" ] || kill "$served" 2>/dev/null || true; rm -rf "$folder"' EXIT

[ -n "${CANDOR:-}" ] || cargo build --locked --bin candor

# The demo makes the shop and its model; then the service asks for a key, as everywhere.
"$candor" demo --port "$port" --dir "$folder/shop" >"$folder/demo.log" 2>&1 &
served=$!
until grep -qs "Stop with" "$folder/demo.log"; do
    kill -0 "$served" 2>/dev/null || { cat "$folder/demo.log" >&2; exit 1; }
    sleep 1
done
kill "$served"
wait "$served" || true

store=("--store" "$folder/shop/store")
key="$("$candor" key create --role admin --name schemathesis "${store[@]}" --json | sed -n 's/.*"key": *"\(candor_[a-z0-9_]*\)".*/\1/p')"
CANDOR_LIMITS__ADDRESS_PER_SECOND=0 CANDOR_LOG__FILTER=warn CANDOR_IMPORTS__FOLDER="$folder/imports" \
    "$candor" serve "${store[@]}" --model "$folder/shop/models" --listen "127.0.0.1:$port" &
served=$!

# Who may call what is held by a test of its own, with every kind of credential (tests/http/matrix.rs). What a form alone cannot say, such as that a
# cursor is one that was given or that shares fit together, is refused with 422, which the document describes and a generator takes for a fault.
ask() {
    schemathesis run "http://127.0.0.1:$port/v1/openapi.json" --header "Authorization: Bearer $key" --wait-for-schema 60 \
        --phases examples,coverage,fuzzing --max-examples 20 --seed 1 --continue-on-failure --suppress-health-check all \
        --exclude-checks "ignored_auth,positive_data_acceptance$1" "${@:2}"
}

batches='^/v1/(events|items)$'
keys='^/v1/keys/'
ask "" --exclude-path-regex "$batches|$keys" "$@"
# An entry of a batch that is refused stands in the answer, and does not keep the others out.
ask ",negative_data_rejection" --include-path-regex "$batches" "$@"
# The key that asks is among those that can be rotated or revoked, so that comes last.
ask "" --include-path-regex "$keys" "$@"
