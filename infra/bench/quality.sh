#!/usr/bin/env bash
# What each method learns in one pass over 4,000 sentences of the demo: three seeds each, held-out accuracy, mean ± sd.
#
#     infra/bench/quality.sh [FOLDER]        # about 90 s a run, twelve runs; reports stay in FOLDER, and are not run again
#     METHODS=share-a PRECISION=bfloat16 infra/bench/quality.sh [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$root/services/cli/target/quality}
methods=${METHODS:-lora share-a share-b share-ab}
precision=${PRECISION:-float32}
mkdir -p "$out"

figure() { # FILE NAME
  sed -n "s/^ *\"$2\" : \([0-9.]*\),*$/\1/p" "$1"
}

for seed in 7 8 9; do
  for method in $methods; do
    report=$out/$method-$precision-$seed.json
    [ -f "$report" ] || "$root/sharelora" demo --method "$method" --precision "$precision" --seed "$seed" --report "$report" > "$out/$method-$precision-$seed.log"
  done
done

spread() { # NAME DIGITS: of that figure over the seeds
  for seed in 7 8 9; do
    figure "$out/$method-$precision-$seed.json" "$1"
  done | awk -v digits="$2" '
    { sum += $1; squares += $1 * $1; each = each sprintf("%s%." digits "f", NR > 1 ? ", " : "", $1) }
    END {
      mean = sum / NR
      deviation = sqrt((squares - NR * mean * mean) / (NR - 1))
      printf "%." digits "f ± %." digits "f | %s", mean, deviation, each
    }'
}

echo "| method, $precision | trained numbers | held-out accuracy, mean ± sd of 3 seeds | each | loss | each |"
echo "|---|---|---|---|---|---|"
for method in $methods; do
  echo "| $method | $(figure "$out/$method-$precision-7.json" trainableParameters) | $(spread accuracyAfter 3) | $(spread lossAfter 3) |"
done
