"""What infra/bench/precision.sh makes of its reports: one precision beside float32, seed by seed and record by record.

    python precision.py FOLDER PRECISION

The interval is of the mean difference over all pairs of a seed and a record, 95 %, normal: of each pair, whether one precision
said it right and the other did not. Pairs of one record under several seeds are averaged first, so records are what is drawn.
"""

import json
import math
import pathlib
import statistics
import sys

NORMAL_95 = 1.959964


def read(folder, stream, precision):
    """Held-out reports by seed."""
    files = folder.glob(f"{stream}-{precision}-*.json")
    return {file.stem.rsplit("-", 1)[1]: json.loads(file.read_text())["heldOut"] for file in files}


def difference(plain, other):
    """Mean of other - plain over records, each the mean over seeds, and half of its 95 % interval."""
    seeds = sorted(plain.keys() & other.keys(), key=int)
    rows = zip(*([int(b) - int(a) for a, b in zip(plain[s]["correct"], other[s]["correct"], strict=True)] for s in seeds))
    each = [statistics.mean(row) for row in rows]
    return statistics.mean(each), NORMAL_95 * statistics.stdev(each) / math.sqrt(len(each))


def main(folder, precision):
    plain, other = read(folder, "sentences", "float32"), read(folder, "sentences", precision)
    print(f"| seed | accuracy, float32 | accuracy, {precision} |\n|---|---|---|")
    for seed in sorted(plain.keys() & other.keys(), key=int):
        print(f"| {seed} | {plain[seed]['accuracy']:.4f} | {other[seed]['accuracy']:.4f} |")
    mean, half = difference(plain, other)
    print(f"\n{precision} - float32: {mean:+.4f}, 95 % interval {mean - half:+.4f} to {mean + half:+.4f}")
    plain, other = read(folder, "pairs", "float32"), read(folder, "pairs", precision)
    if plain and other:
        print(f"\n| seed | perplexity, float32 | perplexity, {precision} | ratio |\n|---|---|---|---|")
        for seed in sorted(plain.keys() & other.keys(), key=int):
            a, b = plain[seed]["perplexity"], other[seed]["perplexity"]
            print(f"| {seed} | {a:.4f} | {b:.4f} | {b / a:.4f} |")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
