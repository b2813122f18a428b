"""Learning rates to hold ours against: what transformers' schedulers give.

    pip install torch transformers
    python infra/golden/make_schedules.py services/engine/src/test/resources/golden

Writes OUT/schedules.json: for each schedule the factor of the full rate that transformers' function has at 0, 1, 2, ...
"""

import json
import pathlib
import sys

import torch
import transformers

CASES = [
    ("constant", 4, 0),
    ("inverse-sqrt", 4, 0),
    ("inverse-sqrt", 0, 0),
    ("linear", 4, 12),
    ("linear", 0, 7),
    ("cosine", 4, 12),
    ("cosine", 0, 7),
]
NAMES = {"constant": "constant_with_warmup", "inverse-sqrt": "inverse_sqrt"}
ENDLESS = 40


def factors(schedule, warmup, total):
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    scheduler = transformers.get_scheduler(
        NAMES.get(schedule, schedule), optimizer, num_warmup_steps=warmup, num_training_steps=total or None)
    found = []
    for _ in range(total or ENDLESS):
        found.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return found


def main(out):
    cases = [
        {"schedule": name, "warmupSteps": warmup, "totalSteps": total, "factors": factors(name, warmup, total)}
        for name, warmup, total in CASES
    ]
    (out / "schedules.json").write_text(
        json.dumps({"madeWith": {"transformers": transformers.__version__}, "cases": cases}) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
