#!/usr/bin/env bash
# How many records a second the stream learns, beside the engine alone on the same file: broker, tokenizer, trainer and
# checkpointer as processes of their own on one machine, no evaluator; then `bench --stream`.
#
#     infra/bench/pipeline.sh FILE.jsonl ROUNDS        # labelled JSON lines
set -euo pipefail
file=$(realpath "$1")
source "$(dirname "$0")/site.sh"

for ((round = 1; round <= $2; round++)); do
  cat >"$work/job.yaml" <<YAML
job: pipeline-$round
base: minilm
stream:
  labels: $(labels "$file")
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
