"""Prints what pipeline.sh measured: records a second of the stream, from the first step's end to the last one's, and of
`bench --stream`, which reads, tokenizes and learns the same file in one process."""

import datetime
import json
import pathlib
import statistics
import sys


def learned(step):
    return datetime.datetime.fromisoformat(step["learnedAt"]).timestamp()


def rate(steps):
    """The first step's records were learned before its end."""
    return sum(step["records"] for step in steps[1:]) / (learned(steps[-1]) - learned(steps[0]))


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    steps = [json.loads(line) for line in (folder / "steps.json").read_text().splitlines()]
    print("round   pipeline records/s   bench records/s   ratio   snapshots of bench's time")
    ratios = []
    for number in range(1, rounds + 1):
        pipeline = rate([step for step in steps if step["jobId"] == f"pipeline-{number}"])
        bench = json.loads((folder / f"bench-{number}.json").read_text())
        ratios.append(pipeline / bench["recordsPerSecond"])
        print(f"{number:5} {pipeline:20.1f} {bench['recordsPerSecond']:17.1f} {ratios[-1]:7.2f} {bench['snapshotShare']:12.2%}")
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
