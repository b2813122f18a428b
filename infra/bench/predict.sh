#!/usr/bin/env bash
# Records a second and latencies of a predictor over HTTP, at rising rates until it is saturated, then of PyTorch (inference_mode)
# and ONNX Runtime with the same checkpoint, texts, arrivals and window, behind a server in Python. One of them runs at a time.
#
#     infra/bench/predict.sh FILE.jsonl ROUNDS         # labelled JSON lines
#     RATES=25,50,100 SECONDS_EACH=20 ENGINES="ours torch" RECORDS=1000 infra/bench/predict.sh FILE.jsonl 1
#
# PYTHON names a Python with torch, transformers, peft, onnx and onnxruntime. RECORDS of the file train the adapter that is asked.
set -euo pipefail
file=$(realpath "$1")
rounds=$2
source "$(dirname "$0")/site.sh"
python=${PYTHON:-python3}
rates=${RATES:-25,50,100,150,200,300,400,600,800}
seconds=${SECONDS_EACH:-20}
engines=${ENGINES:-ours torch onnx}
port=${HTTP:-8601}
url=http://127.0.0.1:$port/v1/jobs/predict/predictions

head -n "${RECORDS:-1000}" "$file" >"$work/train.jsonl"
cat >"$work/job.yaml" <<YAML
job: predict
base: minilm
stream: {labels: $(labels "$file"), holdoutPercent: 0}
YAML
run submit "$work/job.yaml"
run feed --stream predict --file "$work/train.jsonl"
run tokenizer --until-idle 3
run trainer --job predict --until-idle 5
run checkpointer --until-idle 3

served() { curl -sf "$url" -d '{"text": "Are you there?"}'; }

start() { # ENGINE
  case $1 in
    ours) "$root/sharelora" predictor --http-port "$port" --queue 4096 >>"$work/log" 2>&1 & ;;
    *) "$python" "$root/infra/bench/predict.py" serve "$1" "$work"/blobs/models/minilm/* "$work/checkpoint" --port "$port" >>"$work/log" 2>&1 & ;;
  esac
  server=$!
  until served >"$work/answer"; do
    kill -0 "$server" || { tail -n 5 "$work/log" >&2; exit 1; }
    sleep 1
  done
}

start ours
cp -r "$work/blobs/checkpoints/$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["checkpoint"])' "$work/answer")" "$work/checkpoint"
kill -TERM "$server" && wait "$server" || true

for ((round = 1; round <= rounds; round++)); do
  for engine in $engines; do
    echo "$engine, round $round"
    start "$engine"
    "$python" "$root/infra/bench/predict.py" load "$url" "$file" --rates "$rates" --seconds "$seconds"
    kill -TERM "$server" && wait "$server" || true
  done
done
