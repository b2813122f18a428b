#!/usr/bin/env bash
# How much sooner equal checkpoints are measured by several single-threaded evaluator workers, and that they say the same.
#
#     infra/bench/workers.sh FILE.jsonl 1 2 4 8        # labelled JSON lines; a worker count for each turn, in a job of its own
set -euo pipefail
file=$(realpath "$1") && shift
source "$(dirname "$0")/site.sh"

job() { # NAME
  cat <<YAML
job: $1
base: minilm
stream:
  name: workers
  labels: $(labels "$file")
  holdoutPercent: 75
checkpointEvery: 3
evaluation: {window: 1000, shardRecords: 250, deadline: 1h}
YAML
}

fed=no
for workers in "$@"; do
  job "workers-$workers" >"$work/job.yaml"
  run submit "$work/job.yaml"
  if [ $fed = no ]; then
    run feed --stream workers --file "$file"
    run tokenizer --until-idle 3
    fed=yes
  fi
  run trainer --until-idle 3 --job "workers-$workers"
  run checkpointer --until-idle 3
  pids=()
  for ((i = 0; i < workers; i++)); do
    "$root/sharelora" evaluator --roles worker --threads 1 >>"$work/log" 2>&1 &
    pids+=($!)
  done
  sleep 8 # all of them have joined and opened nothing yet
  run evaluator --roles planner,aggregator --threads 1 --until-idle 8
  kill -TERM "${pids[@]}"
  wait "${pids[@]}" || true
done

"$root/sharelora" watch --topic eval-shards --from-beginning --until-idle 3 --json >"$work/shards.json"
for workers in "$@"; do
  "$root/sharelora" results --job "workers-$workers" --format json >"$work/results-$workers.json"
done
python3 "$root/infra/bench/workers.py" "$work" "$@"
"$root/sharelora" scaling --job "workers-$1"
