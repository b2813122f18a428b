"""Numbers to hold the methods against that leave in a form of their own, which PEFT has not.

    pip install torch transformers peft safetensors
    python infra/golden/make_own_forms.py services/engine/src/test/resources/golden

Needs what make_golden.py has put there (its bases and batches). Writes OUT/FAMILY/own-forms.json, in the form of
make_methods.py: per method the settings, start values, logits, and gradients on the first batch, and the losses of ten AdamW
steps. `lor2c` and `share-lor2c` are a few lines of PyTorch below, and autograd. All is computed in float64.
"""

import json
import pathlib
import sys

import families
import torch
from make_golden import ALPHA, RANK
from make_methods import OfOwn, run


class Lor2c(OfOwn):
    settings = {"method": "lor2c", "rank": RANK, "alpha": float(ALPHA), "dropout": 0.0}
    shared = False

    def __init__(self, family, folder):
        torch.nn.Module.__init__(self)
        self.base = family.bare(folder)
        self.trained, self.frozen = {}, {}
        for layer, block in enumerate(self.base.get_submodule(family.blocks)):
            block.register_forward_hook(self.around(layer, self.base.config.hidden_size))
        self.base.requires_grad_(False)

    def around(self, layer, hidden):
        a = self.matrix("layer.A" if self.shared else f"{layer}.layer.A", RANK, hidden)
        b = self.matrix(f"{layer}.layer.B", hidden, RANK)

        def behind(_, given, out):
            added = ALPHA / RANK * (given[0] @ a.T) @ b.T
            return (out[0] + added, *out[1:]) if isinstance(out, tuple) else out + added

        return behind


class ShareLor2c(Lor2c):
    settings = Lor2c.settings | {"method": "share-lor2c"}
    shared = True


def main(out):
    torch.set_num_threads(1)
    torch.manual_seed(17)
    for name in families.ALL:
        batches = json.loads((out / name / "golden.json").read_text())["batches"]
        golden = {"madeWith": {"torch": torch.__version__}, "batches": batches, "methods": {}}
        for method in (Lor2c, ShareLor2c):
            numbers = run(method, name, out / name / "base", batches)
            del numbers["adapter"]["targets"]
            golden["methods"][method.settings["method"]] = numbers
        (out / name / "own-forms.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
