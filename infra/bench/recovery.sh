#!/usr/bin/env bash
# How long a trainer that was killed with -9 takes to train again: when it is started anew, and when another stands by.
#
#     infra/bench/recovery.sh FILE.jsonl ROUNDS        # labelled JSON lines, enough of them to train for a minute
set -euo pipefail
file=$(realpath "$1")
source "$(dirname "$0")/site.sh"

milliseconds() { date +%s%3N; }

start() { # LOG ARGUMENTS...
  local log=$1 && shift
  : >"$log"
  "$root/sharelora" trainer "$@" >>"$log" 2>&1 &
  trainer=$!
}

awaited() { until grep -q 'training job=' "$1"; do sleep 0.02; done; }

cat >"$work/job.yaml" <<YAML
job: recovery
base: minilm
stream:
  labels: $(labels "$file")
YAML
run submit "$work/job.yaml"
for _ in 1 2 3; do run feed --stream recovery --file "$file"; done
run tokenizer --until-idle 3

for ((round = 0; round <= $2; round++)); do
  began=$(milliseconds)
  start "$work/trainer" --job recovery
  awaited "$work/trainer"
  [ "$round" = 0 ] || echo "started anew: $(($(milliseconds) - began)) ms"
  sleep 6 # it keeps a state now and then
  kill -KILL "$trainer"
  wait "$trainer" 2>/dev/null || true
done

taken() { grep -c 'training job=' "$1" || true; }

start "$work/0"
survivor=$trainer
awaited "$work/0"
for ((round = 1; round <= $2; round++)); do
  start "$work/$round"
  sleep 12 # both are members, and one of them trains
  old="$work/$((round - 1))" new="$work/$round"
  if [ "$(taken "$new")" = 0 ]; then
    trains=$survivor standby=$trainer log=$new
  else # the new member got the job's partition
    trains=$trainer standby=$survivor log=$old
  fi
  before=$(taken "$log")
  began=$(milliseconds)
  kill -KILL "$trains"
  until [ "$(taken "$log")" -gt "$before" ]; do sleep 0.02; done
  echo "standby: $(($(milliseconds) - began)) ms"
  wait "$trains" 2>/dev/null || true
  survivor=$standby
  [ "$log" = "$new" ] || mv "$old" "$new"
done
