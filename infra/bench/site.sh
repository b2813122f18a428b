# A place to measure in, for the scripts that source this: a broker of its own on $PORT (19092), a blob store that holds
# MiniLM, and a folder $work, which is gone at the end with everything that was started.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
export SHARELORA_BOOTSTRAP_SERVERS=127.0.0.1:${PORT:-19092} SHARELORA_BLOBS=file://$work/blobs SHARELORA_HTTP_PORT=0

leave() {
  pkill -TERM -P $$ || true
  wait || true
  rm -rf "$work"
}
trap leave EXIT

run() { "$root/sharelora" "$@" 2>>"$work/log" >&2; }

labels() { # FILE: its labels as YAML
  python3 -c 'import json, sys; print(json.dumps(sorted({json.loads(line)["label"] for line in open(sys.argv[1])})))' "$1"
}

run broker --port "${PORT:-19092}" --data "$work/broker" &
until run topics; do sleep 1; done
run model import minilm
