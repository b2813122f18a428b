"""Prints what workers.sh measured: from the first task's begin to the last one's end, and whether results differ."""

import datetime
import json
import pathlib
import sys

MEASURED = ("step", "suite", "suiteSha256", "n", "status", "metrics", "stepZero", "linearProbe", "stepZeroDifferences")


def ended(shard):
    return datetime.datetime.fromisoformat(shard["measuredAt"]).timestamp()


def span(shards):
    return max(map(ended, shards)) - min(ended(shard) - shard["seconds"] for shard in shards)


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
        seen.add(json.dumps([[result[part] for part in MEASURED] for result in json.loads(results)]))
        print(f"{count:>7} {len(mine):7} {seconds:9.1f} {first / seconds:10.2f} {len(seen):18}")


if __name__ == "__main__":
    main()
