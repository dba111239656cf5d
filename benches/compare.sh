#!/usr/bin/env bash
# Times whole commands, this program's and those of others found on the machine,
# on the same files in the same run, and prints tables; with --write, puts them
# and the plots into docs/performance.md and docs/performance/.
#
#   benches/compare.sh [--write] [--quick]
#
# Others, each used if it is there: pandoc; bibutils (bib2xml ...); citation-js
# ($CITATION_JS or in PATH); hayagriva ($HAYAGRIVA or in PATH); bibtexparser,
# pybtex and rispy ($PYTHON, else python3).
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --locked --bin ibidem
cargo build --release --locked --example corpus
exec "${PYTHON:-python3}" benches/compare.py "$@"
