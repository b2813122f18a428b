"""Loads in stock PEFT what the engine exported of every family, with every method and with every stock head, and compares
with the numbers of make_golden.py, make_methods.py and make_heads.py.

    ./mvnw -pl services/engine -am test        # leaves the folders in services/engine/target/exports and stock-heads
    pip install torch transformers peft safetensors
    python infra/golden/check_exports.py services/engine

Computes in float32, as a user would. Prints each folder's greatest difference and exits 1 where one exceeds 1e-4 of
1 + the number's size.
"""

import json
import pathlib
import sys

import peft
import safetensors
import torch
import transformers

import families

OUTPUTS = {"classification": 3, "regression": 1}
METHODS = ("lora", "share-a", "share-b", "share-ab")
TOLERANCE = 1e-4


def texts(batch):
    starts = batch["starts"]
    return [torch.tensor([batch["tokenIds"][a:b]]) for a, b in zip(starts, starts[1:])]


def by_stock_head(base, folder, outputs, batch):
    model = transformers.AutoModelForSequenceClassification.from_pretrained(base, num_labels=outputs).float()
    model = peft.PeftModel.from_pretrained(model, folder).eval()
    with torch.no_grad():
        return torch.cat([model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits for ids in texts(batch)])


def by_mean_head(family, base, folder, batch):
    """As the README of the folder does it."""
    model = peft.PeftModel.from_pretrained(family.bare(base).float(), folder).eval()
    head = safetensors.safe_open(folder / "head.safetensors", "pt")
    scale = float(head.metadata()["scale"])
    with torch.no_grad():
        means = torch.cat([model(input_ids=ids).last_hidden_state.mean(1) for ids in texts(batch)])
    return scale * means @ head.get_tensor("weight").T + head.get_tensor("bias")


def difference(found, wanted):
    wanted = torch.tensor(wanted).flatten()
    return ((found.flatten() - wanted).abs() / (1 + wanted.abs())).max().item()


def differences(engine):
    golden = engine / "src" / "test" / "resources" / "golden"
    for name, family in families.ALL.items():
        base = golden / name / "base"
        expected = json.loads((golden / name / "golden.json").read_text())
        for method in METHODS:
            found = by_mean_head(family, base, engine / "target" / "exports" / f"{name}-{method}", expected["batches"][0])
            yield f"{name:8} {method:14}", difference(found, expected["methods"][method]["logits"])
        expected = json.loads((golden / name / "methods.json").read_text())
        for method, numbers in expected["methods"].items():
            found = by_mean_head(family, base, engine / "target" / "exports" / f"{name}-{method}", expected["batches"][0])
            yield f"{name:8} {method:14}", difference(found, numbers["logits"])
        base = golden / "heads" / "bert" / "base" if name == "bert" else base
        expected = json.loads((golden / "heads" / f"{name}.json").read_text())
        for task, outputs in OUTPUTS.items():
            folder = engine / "target" / "stock-heads" / f"{name}-{task}"
            found = by_stock_head(base, folder, outputs, expected["batches"][0])
            yield f"{name:8} {task:14}", difference(found, expected["tasks"][task]["logits"])


def main(engine):
    greatest = 0.0
    for name, found in differences(engine):
        print(f"{name} {found:.2e}")
        # NaN is not within anything.
        greatest = max(greatest, found if found == found else float("inf"))
    print(f"{'greatest':23} {greatest:.2e}")
    return 0 if greatest <= TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
