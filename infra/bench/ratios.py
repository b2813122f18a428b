"""Prints what compare.sh measured: round by round, and the median ratio with its spread."""

import json
import pathlib
import statistics
import sys


def spread(name, values, form):
    middle = statistics.median(values)
    print(f"{name:28s} {middle:{form}}  ({min(values):{form}} to {max(values):{form}})")


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    read = lambda side: [json.loads((folder / f"{i}.{side}.json").read_text()) for i in range(1, rounds + 1)]
    ours, peer = read("ours"), read("peer")
    print(f"{ours[0]['cpu']}, {ours[0]['threads']} threads, {rounds} rounds in turn with {peer[0]['peer']}")
    spread("ours, tokens/s", [f["tokensPerSecond"] for f in ours], ",.0f")
    spread("peer, tokens/s", [f["tokensPerSecond"] for f in peer], ",.0f")
    spread("ratio of speeds", [a["tokensPerSecond"] / b["tokensPerSecond"] for a, b in zip(ours, peer)], ".2f")
    spread("ratio of peak memory", [a["peakBytes"] / b["peakBytes"] for a, b in zip(ours, peer)], ".2f")
    if "loadedBytes" in ours[0]:
        beyond = lambda figures: figures["peakBytes"] - figures["loadedBytes"]
        spread("ratio of memory beyond base", [beyond(a) / beyond(b) for a, b in zip(ours, peer)], ".2f")


if __name__ == "__main__":
    main()
