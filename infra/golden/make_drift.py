"""Drift detectors to hold ours against: what river's say of sequences with known changes.

    pip install river
    python infra/golden/make_drift.py services/engine/src/test/resources/golden

Writes OUT/drift.json: sequences of numbers in [0, 1], and what river's ADWIN and Page-Hinkley have after each number.
ADWIN looks at every number (clock 1), at every place (no smallest part, no period of grace) and goes on with what is left
of its window, as in the paper; river's wrapper forgets the whole window after a change, so its core is asked. Page-Hinkley
looks for rises, forgets nothing (alpha 1) and may say so from the second number on.
"""

import json
import pathlib
import random
import sys

import river
from river import drift
from river._river_rust.drift import AdaptiveWindowing

CONFIDENCE = 0.002
TOLERANCE, THRESHOLD = 0.005, 3.0


def sequences(rng):
    def near(mean, spread, count):
        return [round(min(1.0, max(0.0, rng.gauss(mean, spread))), 6) for _ in range(count)]

    return {
        "level": near(0.3, 0.1, 400),
        "rise": near(0.2, 0.05, 200) + near(0.5, 0.05, 200),
        "fall": near(0.7, 0.05, 200) + near(0.3, 0.05, 200),
        "slope": [round(0.2 + i / 1000 + rng.uniform(-0.05, 0.05), 6) for i in range(500)],
        "steps": near(0.1, 0.02, 100) + near(0.2, 0.02, 100) + near(0.4, 0.02, 100) + near(0.1, 0.02, 100),
        "bits": [float(rng.random() < 0.2) for _ in range(300)] + [float(rng.random() < 0.6) for _ in range(300)],
        "equal": [0.5] * 100,
    }


def adwin(values):
    window = AdaptiveWindowing(
        delta=CONFIDENCE, clock=1, max_buckets=5, min_window_length=1, grace_period=0)
    rows = []
    for value in values:
        cut = window.update(value)
        # what it calls variance is the sum of squares that is to be divided by the width
        rows.append([int(window.get_width()), window.get_total(), window.get_variance(), int(cut)])
    return rows


def page_hinkley(values):
    test = drift.PageHinkley(min_instances=2, delta=TOLERANCE, threshold=THRESHOLD, alpha=1.0, mode="up")
    changes = []
    for i, value in enumerate(values):
        test.update(value)
        if test.drift_detected:
            changes.append(i)
    return changes


def main(out):
    cases = []
    for name, values in sequences(random.Random(11)).items():
        cases.append({"name": name, "values": values, "adwin": adwin(values), "pageHinkley": page_hinkley(values)})
    golden = {
        "river": river.__version__,
        "confidence": CONFIDENCE,
        "tolerance": TOLERANCE,
        "threshold": THRESHOLD,
        "cases": cases,
    }
    (pathlib.Path(out) / "drift.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main(sys.argv[1])
