"""What infra/bench/methods.sh makes of its reports: a row of one run, and the tables of all.

    python methods.py row FOLDER/NAME.json
    python methods.py tables FOLDER
"""

import collections
import json
import pathlib
import statistics
import sys


RANK = 8
RATE = "0.002"
COUNT = {"lora": 5, "rasa": 5, "monteclora": 5, "share-a": 8, "share-b": 8, "share-ab": 28, "tied-lora": 25, "vera": 1024, "lor2c": 9,
         "share-lor2c": 16, "rosa": 4}


class Run:
    """A report, whose name says STREAM-METHOD-RANK-RATE-SEED."""

    def __init__(self, file):
        self.name = file.name.removesuffix(".json")
        front, rank, self.rate, self.seed = self.name.rsplit("-", 3)
        self.stream, self.method = front.split("-", 1)
        self.rank = int(rank)
        self.report = json.loads(file.read_text())

    @property
    def trained(self):
        return self.report["trained"]

    @property
    def state(self):
        return self.report["stateBytes"]

    @property
    def held_out(self):
        return self.report["heldOut"]["perplexity" if self.stream == "pairs" else "accuracy"]

    def row(self):
        return f"| {self.name} | {self.trained:,} | {self.state:,} | {self.held_out:.4f} |"


def spread(numbers, digits=3):
    deviation = f" ± {statistics.stdev(numbers):.{digits}f}" if len(numbers) > 1 else ""
    return f"{statistics.mean(numbers):.{digits}f}{deviation}"


def group(runs):
    methods = collections.defaultdict(list)
    for run in runs:
        methods[run.method].append(run)
    return {method: methods[method] for method in COUNT if method in methods}


def learned(runs):
    """Of classes: what each method trains and what it says right of held-out records."""
    print("| method | rank | trained numbers | state, bytes | sentences, mean ± sd | glosses, mean ± sd |\n|---|---|---|---|---|---|")
    for method, found in group(runs).items():
        of = {stream: [run for run in found if run.stream == stream] for stream in ("sentences", "glosses")}
        both = " | ".join(spread([run.held_out for run in some]) if some else "–" for some in of.values())
        first = found[0]
        print(f"| `{method}` | {first.rank} | {first.trained:,} | {first.state:,} | {both} |")


def rates(runs):
    columns = sorted({run.rate for run in runs}, key=float)
    print(f"| method | {' | '.join(columns)} | max - min |\n|---{'|---' * len(columns)}|---|")
    for method, some in group(runs).items():
        found = {run.rate: run.held_out for run in some}
        reach = max(found.values()) - min(found.values())
        print(f"| `{method}` | {' | '.join(f'{found[rate]:.3f}' if rate in found else '–' for rate in columns)} | {reach:.3f} |")


def corrections(runs):
    print("| method | trained numbers | perplexity of held-out corrections | rise of the loss on glosses, nats a token |\n|---|---|---|---|")
    for method, (run, *_) in group(runs).items():
        print(f"| `{method}` | {run.trained:,} | {run.held_out:.3f} | {run.report['forgetting']:+.4f} |")


def speed(runs):
    methods = group(runs)
    median = {method: statistics.median(run.report["stepMillis"]["median"] for run in some) for method, some in methods.items()}
    print("| method | a step of MiniLM 32 × 64, ms | of lora's |\n|---|---|---|")
    for method, millis in median.items():
        print(f"| `{method}` | {millis:.0f} | {millis / median['lora']:.2f} |")


def tables(folder):
    runs = [Run(file) for file in sorted(folder.glob("*-*-*-*-*.json"))]
    classes = [run for run in runs if run.stream in ("sentences", "glosses")]
    usual = [run for run in classes if run.rate == RATE]
    for title, table, some in (
        ("At rank 8", learned, [run for run in usual if run.rank == RANK]),
        ("At 43,000 ± 10 % trained numbers of the adapter", learned, [run for run in usual if run.rank == COUNT[run.method]]),
        ("Five rates", rates, [run for run in classes if run.stream == "sentences" and run.rank == RANK and run.seed == "7"]),
        ("Corrections", corrections, [run for run in runs if run.stream == "pairs"]),
        ("Speed", speed, [run for run in runs if run.stream == "steps"]),
    ):
        if some:
            print(f"\n{title}\n")
            table(some)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["row", file]:
            print(Run(pathlib.Path(file)).row())
        case ["tables", folder]:
            tables(pathlib.Path(folder))
        case _:
            sys.exit(__doc__)
