"""Prints what workers.sh measured: from the first task's begin to the last one's end, and whether results differ."""

import json
import pathlib
import sys

MEASURED = ("step", "suite", "suiteSha256", "n", "status", "metrics", "stepZero", "linearProbe", "stepZeroDifferences")


def span(shards):
    begin = min(shard["measuredAt"] - 1e3 * shard["seconds"] for shard in shards)
    return (max(shard["measuredAt"] for shard in shards) - begin) / 1e3


def main():
    folder, counts = pathlib.Path(sys.argv[1]), sys.argv[2:]
    shards = [json.loads(line) for line in (folder / "shards.json").read_text().splitlines()]
    print("workers   tasks   seconds   speed-up   distinct results")
    first = None
    seen = set()
    for count in counts:
        job = f"workers-{count}"
        mine = [shard for shard in shards if shard["task"]["jobId"] == job]
        seconds = span(mine)
        first = first or seconds
        results = (folder / f"results-{count}.json").read_text()
        seen.add(json.dumps([[result[part] for part in MEASURED] for result in map(json.loads, results.splitlines())]))
        print(f"{count:>7} {len(mine):7} {seconds:9.1f} {first / seconds:10.2f} {len(seen):18}")


if __name__ == "__main__":
    main()
