#!/usr/bin/env bash
# Runs a fuzz target over formats, seeded with their fixtures, and says what came
# of it: `fuzz/run.sh read 60`, `fuzz/run.sh pair 60 ris bibtex`,
# `fuzz/run.sh convert 60 bibtex`. Without formats every reader has its turn and
# the first byte of an input names the target. See docs/fuzzing.md.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1 seconds=${2:-60} from=${3:-} to=${4:-}
formats=${from:-$(ls fixtures)}
cargo +nightly fuzz build -O -a -s none "$target"
status=0
for format in $formats; do
    corpus=fuzz/corpus/$target-${format//:/-}${to:+-${to//:/-}}
    mkdir -p "$corpus" fuzz/artifacts
    # Seeds are short, so that a second is worth many of them.
    find "fixtures/${format%%:*}" -type f -size -64k ! -name '*.native' ! -name '*.notes' ! -name '*.expected' |
        while read -r seed; do
            name=$(cksum <"$seed" | cut -d' ' -f1)
            head -c 2500 "$seed" >"$corpus/seed-$name"
        done
    log=$(mktemp) begun=$SECONDS
    FROM=$format ${to:+env TO="$to"} \
        "fuzz/target/x86_64-unknown-linux-gnu/release/$target" "$corpus" -max_len=3000 -timeout=20 -rss_limit_mb=3000 \
        -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="fuzz/artifacts/$target-${format//:/-}-" \
        >"$log" 2>&1 || status=1
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    finding=$(grep -a -m1 -A3 -E 'panicked at|ERROR: libFuzzer' "$log" | head -c 600 || true)
    printf '%s %s%s: %s executions in %s s. %s\n' "$target" "$format" "${to:+ to $to}" "${runs:-?}" "$((SECONDS - begun))" "${finding:-no finding}"
    rm -f "$log"
done
exit $status
