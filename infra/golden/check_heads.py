"""Loads in stock PEFT what the engine exported of every family's stock head, and compares with make_heads.py's numbers.

    ./mvnw -pl services/engine -am test        # leaves the folders in services/engine/target/stock-heads
    pip install torch transformers peft safetensors
    python infra/golden/check_heads.py services/engine

Computes in float32, as a user would. Prints each folder's greatest difference and exits 1 where one exceeds 1e-4 of
1 + the number's size.
"""

import json
import pathlib
import sys

import peft
import torch
import transformers

import families

OUTPUTS = {"classification": 3, "regression": 1}
TOLERANCE = 1e-4


def logits(base, folder, outputs, batch):
    model = transformers.AutoModelForSequenceClassification.from_pretrained(base, num_labels=outputs).float()
    model = peft.PeftModel.from_pretrained(model, folder).eval()
    starts = batch["starts"]
    texts = [torch.tensor([batch["tokenIds"][a:b]]) for a, b in zip(starts, starts[1:])]
    with torch.no_grad():
        return torch.cat([model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits for ids in texts]).flatten()


def main(engine):
    golden = engine / "src" / "test" / "resources" / "golden"
    greatest = 0.0
    for family in families.ALL:
        base = golden / "heads" / "bert" / "base" if family == "bert" else golden / family / "base"
        expected = json.loads((golden / "heads" / f"{family}.json").read_text())
        for task, outputs in OUTPUTS.items():
            wanted = torch.tensor(expected["tasks"][task]["logits"]).flatten()
            found = logits(base, engine / "target" / "stock-heads" / f"{family}-{task}", outputs, expected["batches"][0])
            difference = ((found - wanted).abs() / (1 + wanted.abs())).max().item()
            print(f"{family:8} {task:14} {difference:.2e}")
            # NaN is not within anything.
            greatest = max(greatest, difference if difference == difference else float("inf"))
    return 0 if greatest <= TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
