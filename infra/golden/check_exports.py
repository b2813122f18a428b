"""Loads in stock transformers and PEFT what was exported of every family, and says in words where something is off.

    ./mvnw -pl services/operations -am test    # leaves the folders in services/{engine,operations}/target
    pip install torch transformers peft safetensors jinja2
    python infra/golden/check_exports.py services

* Adapters with every method and with every stock head: compares with the numbers of make_golden.py,
  make_methods.py and make_heads.py.
* PEFT and merged exports of every family with their tokenizers (check_served.py): ids, a padded batch, a chat, what is
  generated, the type of the weights, and that a merged model of step 0 is the model that came in.

Computes in float32, as a user would. Prints each folder's greatest difference, which may be 1e-4 of 1 + the number's size,
or what is wrong with it, and exits 1 where anything is.
"""

import json
import pathlib
import sys

import peft
import safetensors
import torch
import transformers

import check_served
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


def wrong_numbers(engine):
    """The folders whose numbers are off."""
    missing = [folder for folder in ("exports", "stock-heads") if not (engine / "target" / folder).is_dir()]
    if missing:
        print(f"no {' and no '.join(missing)} in {engine / 'target'}: the tests of the engine leave them there")
        yield engine.name
        return
    for name, found in differences(engine):
        # NaN is not within anything.
        right = found <= TOLERANCE
        print(f"{name} {found:.2e}{'' if right else f': expected at most {TOLERANCE:.0e}'}")
        if not right:
            yield name


def wrong_exports(exports):
    """The models whose exports cannot be served as they are."""
    folders = sorted(folder.parent for folder in exports.glob("*/expected.json"))
    if not folders:
        print(f"no exports in {exports}")
        yield exports.name
    for folder in folders:
        found = list(check_served.problems(folder))
        print(f"{folder.name:23} {'is served' if not found else ''}")
        for problem in found:
            print(f"    {problem}")
        if found:
            yield folder.name


def main(services):
    wrong = list(wrong_numbers(services / "engine"))
    wrong += wrong_exports(services / "operations" / "target" / "served-exports")
    print("all is well" if not wrong else f"wrong: {', '.join(name.strip() for name in wrong)}")
    return 0 if not wrong else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
