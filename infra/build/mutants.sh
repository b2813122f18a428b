#!/usr/bin/env bash
# Puts faults into the pure cores, one by one, and counts those that the unit tests of their package notice: the score of
# each package. Every package has a report of its own, and one that is there is not made again: stopped, this goes on where
# it was. infra/build/mutants.py tells what survived.
#
#     infra/build/mutants.sh                       # all packages
#     infra/build/mutants.sh evaluator.score text  # these alone
#     rm -r target/mutants                         # forget what was counted
set -euo pipefail
cd "$(dirname "$0")/../.."

# module, package, classes: all of the package where none are named
packages() {
  cat <<'LIST'
schemas schemas sharelora.schemas.Topic,sharelora.schemas.Topics,sharelora.schemas.CloudEvent,sharelora.schemas.MetricName,sharelora.schemas.OlderSchemas,sharelora.schemas.BlobNames,sharelora.schemas.Groups
services/evaluator evaluator.score
services/evaluator evaluator.gate
services/text text
services/platform platform.records
services/models models.checkpoint sharelora.models.checkpoint.Retention
services/tokenizer tokenizer
services/evaluator evaluator.aggregator
services/evaluator evaluator.planner
services/platform platform.blobs
services/platform platform.registry
services/models models.batch
services/models models.learning
services/models models.suite
services/trainer trainer sharelora.trainer.SnapshotRetention,sharelora.trainer.RecentSteps
services/checkpointer checkpointer
services/predictor predictor.chat
services/predictor predictor.openai
services/console console.model
services/engine engine.drift
services/engine engine.replay
services/engine engine.adapter
services/engine engine.format
services/engine engine.training
LIST
}

wanted() { # PACKAGE NAME...
  local package=$1 name
  shift
  [ $# -gt 0 ] || return 0
  for name in "$@"; do
    [ "$name" = "$package" ] && return 0
  done
  return 1
}

mkdir -p target/mutants
while read -r module package classes; do
  report=target/mutants/$package.xml
  if wanted "$package" "$@" && [ ! -s "$report" ]; then
    echo "$package"
    rm -rf "$module/target/pit-reports"
    ./mvnw -B -ntp -q -Pmutants -pl "$module" -am -Dmutants.classes="${classes:-sharelora.$package.*}" test >"target/mutants/$package.log" </dev/null
    cp "$module/target/pit-reports/mutations.xml" "$report"
  fi
done < <(packages)
python3 infra/build/mutants.py target/mutants/*.xml
