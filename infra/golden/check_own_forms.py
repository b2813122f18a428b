"""Applies with plain transformers what was exported in a form of a method's own, by the lines of its own page.

    ./mvnw -pl services/engine -am -Dtest=OwnFormGoldenTest -Dsurefire.failIfNoSpecifiedTests=false test
    pip install torch transformers safetensors
    python infra/golden/check_own_forms.py services

The test leaves the folders in services/engine/target/own-forms, one for each family and method. Of each the Python in README.md
is run as it stands, but with the model and token ids of the golden batch in place of a tokenizer's, and compared with the
numbers of make_own_forms.py. Exits 1 where one differs by more than 1e-4 of 1 + the number's size.
"""

import json
import pathlib
import re
import sys

import torch

TOLERANCE = 1e-4


def tokenizer(ids, **_):
    """In place of the base's: the text is the ids."""
    return {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids), dtype=torch.long)}


def logits(page, base, folder, ids):
    lines = re.search(r"```python\n(.*?)```", page, re.S).group(1)
    lines = re.sub(r"^(base, adapter, text|tokenizer) = .*$", "", lines, flags=re.M)
    known = {"base": str(base), "adapter": str(folder), "text": ids, "tokenizer": tokenizer, "print": lambda *_: None}
    exec(lines, known)  # our own page, which the test has just written
    return known["logits"].flatten()


def main(services):
    golden = services / "engine" / "src" / "test" / "resources" / "golden"
    folders = sorted((services / "engine" / "target" / "own-forms").glob("*-*"))
    wrong = 0 if folders else 1
    for folder in folders:
        family, method = folder.name.split("-", 1)
        expected = json.loads((golden / family / "own-forms.json").read_text())
        batch = expected["batches"][0]
        page = (folder / "README.md").read_text()
        found = torch.cat([
            logits(page, golden / family / "base", folder, batch["tokenIds"][a:b])
            for a, b in zip(batch["starts"], batch["starts"][1:])])
        wanted = torch.tensor(expected["methods"][method]["logits"]).flatten()
        far = ((found - wanted).abs() / (1 + wanted.abs())).max().item()
        right = far <= TOLERANCE  # NaN is not within anything
        print(f"{folder.name:24} {far:.2e}{'' if right else f': expected at most {TOLERANCE:.0e}'}")
        wrong += not right
    print("all is well" if not wrong else f"{wrong} wrong, of {len(folders)}")
    return min(wrong, 1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
