#!/usr/bin/env bash
# How many records a second the stream learns, beside the engine alone on the same file: broker, tokenizer, trainer and
# checkpointer as processes of their own on one machine, no evaluator; then `bench --stream`.
#
#     infra/bench/pipeline.sh FILE.jsonl ROUNDS        # labelled JSON lines
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
file=$(realpath "$1")
work=$(mktemp -d)
port=${PORT:-19092}
export SHARELORA_BOOTSTRAP_SERVERS=127.0.0.1:$port SHARELORA_BLOBS=file://$work/blobs SHARELORA_HTTP_PORT=0

stop() {
  pkill -TERM -P $$ || true
  wait
  rm -rf "$work"
}
trap stop EXIT

run() { "$root/sharelora" "$@" 2>>"$work/log" >&2; }

run broker --port "$port" --data "$work/broker" &
until run topics; do sleep 1; done
run model import minilm

for ((round = 1; round <= $2; round++)); do
  cat >"$work/job.yaml" <<YAML
job: pipeline-$round
base: minilm
stream:
  labels: $(python3 -c 'import json, sys; print(json.dumps(sorted({json.loads(l)["label"] for l in open(sys.argv[1])})))' "$file")
  holdoutPercent: 0
YAML
  run submit "$work/job.yaml"
  "$root/sharelora" tokenizer >>"$work/log" 2>&1 &
  tokenizer=$!
  "$root/sharelora" checkpointer >>"$work/log" 2>&1 &
  checkpointer=$!
  "$root/sharelora" trainer --job "pipeline-$round" --until-idle 20 >>"$work/log" 2>&1 &
  trainer=$!
  sleep 10 # all of them have opened what they need
  run feed --stream "pipeline-$round" --file "$file"
  wait "$trainer"
  kill -TERM "$tokenizer" "$checkpointer"
  wait "$tokenizer" "$checkpointer" || true
  "$root/sharelora" bench --stream "$file" --base "$work"/blobs/models/minilm/* --json >"$work/bench-$round.json" 2>>"$work/log"
done

"$root/sharelora" watch --topic train-steps --from-beginning --until-idle 3 --json >"$work/steps.json" 2>>"$work/log"
python3 "$root/infra/bench/pipeline.py" "$work" "$2"
