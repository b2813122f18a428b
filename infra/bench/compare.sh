#!/usr/bin/env bash
# Runs `sharelora bench` and the peer in turn, with the same arguments, and prints the median ratio of their speeds.
#
#   infra/bench/compare.sh ROUNDS [OURS-ONLY...] -- ARGUMENTS OF BOTH... [-- THE PEER'S ONLY...]
#
# PYTHON names a Python with torch, transformers and peft.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=$1 && shift

ours=() both=() peers=()
part=ours
for argument in "$@"; do
  case $part$argument in
    ours--) part=both ;;
    both--) part=peers ;;
    ours*) ours+=("$argument") ;;
    both*) both+=("$argument") ;;
    *) peers+=("$argument") ;;
  esac
done

figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT
for ((round = 1; round <= rounds; round++)); do
  "${PYTHON:-python3}" "$here/peer.py" "${both[@]}" "${peers[@]}" >"$figures/$round.peer.json"
  "$here/../../sharelora" bench --json "${both[@]}" "${ours[@]}" >"$figures/$round.ours.json"
done
"${PYTHON:-python3}" "$here/ratios.py" "$figures" "$rounds"
