#!/usr/bin/env python3
"""What infra/bench/drift.sh prints, and the stream that it makes.

    drift.py by-part-of-speech ALL.jsonl RECORDS    # so many glosses of each part of speech, in order
    drift.py row FOLDER/STREAM-SETTING-SEED.json    # one line of figures
    drift.py tables FOLDER                          # mean ± sd over the seeds, by stream and setting
"""

import collections
import json
import pathlib
import statistics
import sys

ORDER = ("noun", "verb", "adj", "adv")
SETTINGS = ("plain", "reservoir", "surprise", "balanced", "average", "both")


def by_part_of_speech(file, records):
    parts = collections.defaultdict(list)
    for line in open(file, encoding="utf-8"):
        record = json.loads(line)
        parts[record["label"].split(".")[0]].append(record)
    for part in ORDER:
        for record in parts[part][: int(records)]:
            print(json.dumps(record, ensure_ascii=False))


class Run:
    """A report of one pass. What follows from its table is defined in docs/drift.md."""

    def __init__(self, file):
        report = json.loads(pathlib.Path(file).read_text())
        untouched, self.checkpoints = report["eras"]["untouched"], report["eras"]["checkpoints"]
        self.end = self.checkpoints[-1]
        before = range(len(self.end) - 1)
        self.mean = statistics.mean(self.end)
        self.forgetting = statistics.mean(max(row[i] for row in self.checkpoints[:-1]) - self.end[i] for i in before)
        self.backward = statistics.mean(self.end[i] - self.checkpoints[i][i] for i in before)
        self.forward = statistics.mean(self.checkpoints[i][i + 1] - untouched[i + 1] for i in before)
        self.seconds = report["processorSeconds"] / report["records"]


def row(file):
    run = Run(file)
    eras = " ".join(f"{figure:.3f}" for figure in run.end)
    print(
        f"{pathlib.Path(file).stem}: at the end {eras}, mean {run.mean:.3f}; forgetting {run.forgetting:.3f},"
        f" backward {run.backward:.3f}, forward {run.forward:.3f}; {1000 * run.seconds:.1f} ms of a processor for each new record",
        flush=True,
    )


def spread(figures, digits=3):
    deviation = f" ± {statistics.stdev(figures):.{digits}f}" if len(figures) > 1 else ""
    return f"{statistics.mean(figures):.{digits}f}{deviation}"


def tables(folder):
    runs = collections.defaultdict(lambda: collections.defaultdict(dict))
    for file in sorted(pathlib.Path(folder).glob("*-*-*.json")):
        stream, setting, seed = file.stem.rsplit("-", 2)
        runs[stream][setting][seed] = Run(file)
    for stream, settings in runs.items():
        plain = settings.get("plain", {})
        eras = len(next(iter(next(iter(settings.values())).values())).end)
        print(f"\n{stream}: held-out accuracy at the end, by era, mean ± sd over seeds\n")
        names = [str(i + 1) for i in range(eras)] if "glosses" not in stream else list(ORDER)
        print("| setting | seeds | " + " | ".join(names) + " | mean | forgetting | backward | forward | processor time of a new record |")
        print("|---" * (eras + 7) + "|")
        for setting in sorted(settings, key=lambda each: (SETTINGS + (each,)).index(each)):
            seeds = settings[setting]
            reports = list(seeds.values())
            ends = [spread([run.end[i] for run in reports]) for i in range(eras)]
            means = [spread([getattr(run, field) for run in reports]) for field in ("mean", "forgetting", "backward", "forward")]
            # Beside plain with the same seed.
            costs = [run.seconds / plain[seed].seconds for seed, run in seeds.items() if seed in plain]
            cost = spread(costs, 2) + " ×" if costs else "–"
            print(f"| {setting} | {len(reports)} | " + " | ".join(ends + means) + f" | {cost} |")


if __name__ == "__main__":
    {"by-part-of-speech": by_part_of_speech, "row": row, "tables": tables}[sys.argv[1]](*sys.argv[2:])
