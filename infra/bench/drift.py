#!/usr/bin/env python3
"""What infra/bench/drift.sh prints, and the stream that it makes.

    drift.py by-part-of-speech ALL.jsonl RECORDS    # so many glosses of each part of speech, with the field era, in order
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
            print(json.dumps(record | {"era": part}, ensure_ascii=False))


def row(file):
    report = json.loads(pathlib.Path(file).read_text())
    table = report["table"]
    eras = " ".join(f"{figure:.3f}" for figure in table["checkpoints"][-1])
    print(
        f"{pathlib.Path(file).stem}: at the end {eras}, mean {table['finalMean']:.3f}; forgetting {table['forgetting']:.3f},"
        f" backward {table['backwardTransfer']:.3f}, forward {table['forwardTransfer']:.3f};"
        f" {1000 * report['secondsPerNewRecord']:.1f} ms for each new record",
        flush=True,
    )


def spread(figures, digits=3):
    deviation = statistics.stdev(figures) if len(figures) > 1 else 0.0
    return f"{statistics.mean(figures):.{digits}f} ± {deviation:.{digits}f}"


def tables(folder):
    runs = collections.defaultdict(lambda: collections.defaultdict(dict))
    for file in sorted(pathlib.Path(folder).glob("*-*-*.json")):
        stream, setting, seed = file.stem.rsplit("-", 2)
        runs[stream][setting][seed] = json.loads(file.read_text())
    for stream, settings in runs.items():
        some = next(iter(next(iter(settings.values())).values()))
        plain = settings.get("plain", {})
        names = [era["name"] for era in some["eras"]]
        print(f"\n{stream}: held-out accuracy at the end, mean ± sd over seeds\n")
        print("| setting | seeds | " + " | ".join(names) + " | mean | forgetting | backward | forward | cost of a new record |")
        print("|---" * (len(names) + 7) + "|")
        for setting in sorted(settings, key=lambda each: (SETTINGS + (each,)).index(each)):
            seeds = settings[setting]
            reports = list(seeds.values())
            ends = [spread([r["table"]["checkpoints"][-1][i] for r in reports]) for i in range(len(names))]
            means = [spread([r["table"][field] for r in reports]) for field in
                     ("finalMean", "forgetting", "backwardTransfer", "forwardTransfer")]
            # Beside plain with the same seed: the machine's days differ more than settings do.
            costs = [r["secondsPerNewRecord"] / plain[seed]["secondsPerNewRecord"]
                     for seed, r in seeds.items() if seed in plain]
            cost = spread(costs, 2) + " ×" if costs else "–"
            print(f"| {setting} | {len(reports)} | " + " | ".join(ends + means) + f" | {cost} |")


if __name__ == "__main__":
    {"by-part-of-speech": by_part_of_speech, "row": row, "tables": tables}[sys.argv[1]](*sys.argv[2:])
