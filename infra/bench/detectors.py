#!/usr/bin/env python3
"""The streams that infra/bench/detectors.sh plays, and the tables that it prints.

    detectors.py stream ALL.jsonl KIND SIZE SEED     # a stream on standard output; KIND and SIZE as below
    detectors.py delays FOLDER                       # planted changes: what was noticed, and after how many batches
    detectors.py false FOLDER                        # streams without a change: alarms
    detectors.py poison FOLDER                       # what three planted batches cost
    detectors.py arrivals FOLDER                     # classes that arrive

ALL.jsonl is what infra/data/wordnet.py writes of all glosses. KIND is one of

    level      glosses of all 45 classes in an order of their own (SIZE means nothing)
    labels     the same; from CHANGE on, SIZE percent of the records have the label that a permutation gives theirs
    topic      glosses of nouns; from CHANGE on, SIZE percent are of verbs, adjectives and adverbs
    poison     level; the labels of SIZE records of each of three batches are permuted
    arrivals   five parts of nine classes each, SIZE records a part
"""

import collections
import json
import pathlib
import random
import statistics
import sys

from holdout import held_out

RECORDS, BATCH, CHANGE = 2_400, 8, 1_600  # of a stream with or without a change; nothing of it is held out
POISON_RECORDS, POISON_BATCH, HELD_OUT, POISONED = 4_000, 32, 20, (60, 80, -1)  # places of batches
ARRIVALS, CLASSES = 5, 9
DETECTORS = ("adwin on loss", "adwin on error", "page-hinkley on loss", "page-hinkley on error")


def read(file):
    return [json.loads(line) for line in open(file, encoding="utf-8")]


def permuted(labels, seed):
    """A label for each, never its own."""
    order = sorted(labels)
    random.Random(seed).shuffle(order)
    return dict(zip(order, order[1:] + order[:1]))


def level(glosses, seed, count=RECORDS):
    order = glosses[:count]
    random.Random(seed).shuffle(order)
    return order


def labels(glosses, size, seed):
    records, draw = level(glosses, seed), random.Random(seed + 1)
    other = permuted({record["label"] for record in records}, seed)
    return records[:CHANGE] + [
        record | {"label": other[record["label"]]} if draw.random() < size / 100 else record for record in records[CHANGE:]
    ]


def topic(glosses, size, seed):
    draw = random.Random(seed)
    parts = collections.defaultdict(list)
    for record in level(glosses, seed, 4 * RECORDS):
        parts[record["label"].startswith("noun.")].append(record)
    others = iter(parts[False])
    return [
        next(others) if i >= CHANGE and draw.random() < size / 100 else record for i, record in enumerate(parts[True][:RECORDS])
    ]


def poison(glosses, size, seed):
    records = level(glosses, seed, POISON_RECORDS)
    other = permuted({record["label"] for record in records}, seed)
    learned = [i for i, record in enumerate(records) if not held_out(record["text"], HELD_OUT)]
    batches = [learned[i : i + POISON_BATCH] for i in range(0, len(learned), POISON_BATCH)]
    for place in POISONED:
        for i in batches[place][:size]:
            records[i] = records[i] | {"label": other[records[i]["label"]]}
    return records


def arrivals(glosses, size, seed):
    del seed  # classes come in the order of their names' table, which is WordNet's
    by_class = collections.defaultdict(list)
    for record in glosses:
        by_class[record["label"]].append(record)
    names = sorted(by_class)
    stream = []
    for i in range(ARRIVALS):
        queues = [by_class[name] for name in names[CLASSES * i : CLASSES * (i + 1)]]
        turns = (record for turn in range(size) for queue in queues for record in queue[turn : turn + 1])
        part = [record for record, _ in zip(turns, range(size))]
        random.Random(i).shuffle(part)
        stream += part
    return stream


def write(file, kind, size, seed):
    makers = {"labels": labels, "topic": topic, "poison": poison, "arrivals": arrivals}
    make = makers.get(kind, lambda glosses, _, seed: level(glosses, seed))
    for record in make(read(file), int(size), int(seed)):
        print(json.dumps(record, ensure_ascii=False))


def reports(folder, pattern):
    """Reports by what the middle of their name says, then by seed."""
    found = collections.defaultdict(dict)
    for file in sorted(pathlib.Path(folder).glob(pattern + ".json")):
        _, setting, seed = file.stem.split("-", 2)
        found[setting][seed] = json.loads(file.read_text())
    return found


def first_after(alarms, step):
    return next((alarm - step for alarm in alarms if alarm > step), None)


def delays(folder):
    before = CHANGE // BATCH
    print("| change | seeds | " + " | ".join(DETECTORS) + " |")
    print("|---" * (2 + len(DETECTORS)) + "|")
    for setting, seeds in reports(folder, "said.*-*-*").items():
        if not setting[-1].isdigit():
            continue
        cells = []
        for detector in DETECTORS:
            found = [first_after(said["alarms"][detector][0], before) for said in seeds.values()]
            early = sum(alarm <= before for said in seeds.values() for alarm in said["alarms"][detector][0])
            told = ", ".join("–" if delay is None else str(delay) for delay in found)
            cells.append(told + (f" ({early} before)" if early else ""))
        print(f"| {setting} % | {len(seeds)} | " + " | ".join(cells) + " |")


def false(folder):
    trained = reports(folder, "said.level-*-*").get("level", {})
    recorded = reports(folder, "said.recorded-*-*").get("level", {})
    print("| looked at | steps | " + " | ".join(DETECTORS + ("quarantine",)) + " |")
    print("|---" * (3 + len(DETECTORS)) + "|")
    for name, seeds in (("trained streams", trained), ("orders of recorded figures", recorded)):
        orders, steps = 0, 0
        said = collections.Counter()
        for each in seeds.values():
            orders += len(next(iter(each["alarms"].values())))
            steps = each["steps"]
            for detector, alarms in each["alarms"].items():
                said[detector] += sum(map(len, alarms))
        print(f"| {orders} {name} | {steps} | " + " | ".join(str(said[d]) for d in DETECTORS + ("quarantine",)) + " |")


def spread(figures):
    deviation = f" ± {statistics.stdev(figures):.3f}" if len(figures) > 1 else ""
    return f"{statistics.mean(figures):.3f}{deviation}"


def poison_table(folder):
    print("| planted | seeds | held-out accuracy | batches held back |")
    print("|---|---|---|---|")
    for setting, seeds in reports(folder, "poison-*-*").items():
        held = []
        for seed in seeds:
            lines = read(pathlib.Path(folder) / f"poison-{setting}-{seed}.figures")
            held.append(", ".join(str(i + 1) for i, line in enumerate(lines) if line["heldBack"]) or "none")
        accuracy = spread([report["heldOut"]["accuracy"] for report in seeds.values()])
        print(f"| {setting} | {len(seeds)} | {accuracy} | {'; '.join(held)} |")


def arrivals_table(folder):
    print("| setting | seeds | of the first to the last arrival | all 45 |")
    print("|---|---|---|---|")
    for setting, seeds in reports(folder, "*arrivals-*-*").items():
        parts = [report["eras"]["checkpoints"][-1] for report in seeds.values()]
        ends = " ".join(f"{statistics.mean(part):.3f}" for part in zip(*parts))
        print(f"| {setting} | {len(seeds)} | {ends} | {spread([report['heldOut']['accuracy'] for report in seeds.values()])} |")


if __name__ == "__main__":
    commands = {"stream": write, "delays": delays, "false": false, "poison": poison_table, "arrivals": arrivals_table}
    commands[sys.argv[1]](*sys.argv[2:])
