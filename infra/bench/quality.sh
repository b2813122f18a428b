#!/usr/bin/env bash
# What each method learns in one pass over 4,000 sentences of the demo: three seeds each, held-out accuracy, mean ± sd.
#
#     infra/bench/quality.sh [FOLDER]        # about 90 s a run, twelve runs; reports stay in FOLDER, and are not run again
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$root/services/cli/target/quality}
mkdir -p "$out"

figure() { # FILE NAME
  sed -n "s/^ *\"$2\" : \([0-9.]*\),*$/\1/p" "$1"
}

for seed in 7 8 9; do
  for method in lora share-a share-b share-ab; do
    report=$out/$method-$seed.json
    [ -f "$report" ] || "$root/sharelora" demo --method "$method" --seed "$seed" --report "$report" > "$out/$method-$seed.log"
  done
done

echo "| method | trained numbers | held-out accuracy, mean ± sd of 3 seeds | each |"
echo "|---|---|---|---|"
for method in lora share-a share-b share-ab; do
  for seed in 7 8 9; do
    figure "$out/$method-$seed.json" accuracyAfter
  done | awk -v method="$method" -v numbers="$(figure "$out/$method-7.json" trainableParameters)" '
    { sum += $1; squares += $1 * $1; each = each sprintf("%s%.3f", NR > 1 ? ", " : "", $1) }
    END {
      mean = sum / NR
      printf "| %s | %d | %.3f ± %.3f | %s |\n", method, numbers, mean, sqrt((squares - NR * mean * mean) / (NR - 1)), each
    }'
done
