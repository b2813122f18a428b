#!/usr/bin/env bash
# What a precision costs of what is learned: five seeds in float32 and in another precision, compared record by record on the same
# held-out records. Reports are kept in FOLDER and not made again.
#
#     infra/bench/precision.sh [FOLDER]                                # int8
#     PRECISION=bfloat16 SEEDS="7 8" infra/bench/precision.sh FOLDER
#     GENERATION_BASE=smollm2 infra/bench/precision.sh FOLDER          # and perplexity of 1,000 of the demo's corrections
#
# RUNS=2 makes two runs at a time, of one thread each: no bit of what they learn depends on that.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:-$root/services/cli/target/precision}" && cd "${1:-$root/services/cli/target/precision}" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
precision=${PRECISION:-int8}
seeds=${SEEDS:-7 8 9 10 11}
runs=${RUNS:-2}
generation=${GENERATION_BASE:-}

[ -f "$out/sentences.jsonl" ] || "$command" demo --write "$out/sentences.jsonl"
[ -d "$out/blobs" ] || "$command" model import minilm --blobs "file://$out/blobs" > "$out/minilm.log"
minilm=$(find "$out/blobs" -name config.json -printf '%h')
if [ -n "$generation" ] && [ ! -f "$out/pairs.jsonl" ]; then
  "$command" demo --task generation --base "$generation" --records 1000 --write "$out/pairs.jsonl"
fi

list() { # NAME and options of each run, a line each
  for seed in $seeds; do
    for each in float32 "$precision"; do
      echo "sentences-$each-$seed --stream $out/sentences.jsonl --base $minilm --sequences 32 --length 128 --held-out 20 --seed $seed --precision $each"
      [ -z "$generation" ] ||
        echo "pairs-$each-$seed --stream $out/pairs.jsonl --base $generation --sequences 16 --length 128 --held-out 10 --head language --learning-rate 1e-3 --seed $seed --precision $each"
    done
  done
}

run() { # NAME OPTION...: one pass, unless its report is there
  name=$1
  shift
  [ -f "$out/$name.json" ] && return
  "$command" bench --json $threads "$@" > "$out/$name.part" 2> "$out/$name.log" || { tail -n 3 "$out/$name.log" >&2; return 1; }
  mv "$out/$name.part" "$out/$name.json"
}

threads=""
[ "$runs" = 1 ] || threads="--threads 1"
export out command threads
export -f run
list | xargs -P "$runs" -L 1 bash -c 'run "$@"' run
"$python" "$here/precision.py" "$out" "$precision"
