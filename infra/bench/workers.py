"""Prints what workers.sh measured, and whether results differ: tasks a minute over all of a job, started cold, and once
a third of its tasks are done. Speed-ups are of the latter: by then compilers have come to rest in every worker."""

import datetime
import json
import pathlib
import sys

MEASURED = ("step", "suite", "suiteSha256", "n", "status", "metrics", "stepZero", "linearProbe", "stepZeroDifferences")


def ended(shard):
    return datetime.datetime.fromisoformat(shard["measuredAt"]).timestamp()


def rates(shards):
    """Tasks a minute: from the first one's begin on, and from the end of the first third on."""
    ends = sorted(map(ended, shards))
    begin = min(ended(shard) - shard["seconds"] for shard in shards)
    third = len(ends) // 3
    return 60 * len(ends) / (ends[-1] - begin), 60 * (len(ends) - third) / (ends[-1] - ends[third - 1])


def main():
    folder, counts = pathlib.Path(sys.argv[1]), sys.argv[2:]
    shards = [json.loads(line) for line in (folder / "shards.json").read_text().splitlines()]
    print("workers   tasks   a minute, cold   a minute   speed-up   distinct results")
    first = None
    seen = set()
    for count in counts:
        mine = [shard for shard in shards if shard["task"]["jobId"] == f"workers-{count}"]
        cold, warm = rates(mine)
        first = first or warm
        results = (folder / f"results-{count}.json").read_text()
        seen.add(json.dumps([[result[part] for part in MEASURED] for result in json.loads(results)]))
        print(f"{count:>7} {len(mine):7} {cold:16.1f} {warm:10.1f} {warm / first:10.2f} {len(seen):18}")


if __name__ == "__main__":
    main()
