"""Numbers to hold the methods against that leave in a form of their own, which PEFT has not.

    pip install torch transformers peft safetensors
    python infra/golden/make_own_forms.py services/engine/src/test/resources/golden

Needs what make_golden.py has put there (its bases and batches). Writes OUT/FAMILY/own-forms.json, in the form of
make_methods.py: per method the settings, start values, logits, and gradients on the first batch, and the losses of ten AdamW
steps. `lor2c`, `share-lor2c` and `rosa` are a few lines of PyTorch below, and autograd. Start, logits and gradients of `rosa` are
those of a sparse matrix at the places in `structure`; its ten steps begin without one, search for its places among them, and come
to those in `chosen`. All is computed in float64.
"""

import json
import pathlib
import sys

import families
import torch
from make_golden import ALPHA, CLASSES, CLIP, DECAY, RANK, RATE, SCALE, STEPS, flat, padded
from make_methods import OfOwn, run, sizes


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


class Rosa(OfOwn):
    settings = {"method": "rosa", "rank": RANK, "alpha": float(ALPHA), "dropout": 0.0, "density": 0.05, "maskWarmup": 2,
                "maskBatches": 3, "maskSquares": True}

    def adds(self, layer, target, inputs, outputs):
        name = f"{layer}.{target}"
        a, b = self.matrix(name + ".A", RANK, inputs), self.matrix(name + ".B", outputs, RANK)
        sparse = self.__dict__.setdefault("sparse", {})

        def added(x):
            low = ALPHA / RANK * (x @ a.T) @ b.T
            if name not in sparse:
                return low
            places, values = sparse[name]
            return low + x @ torch.zeros(outputs * inputs, dtype=torch.float64).index_put((places,), values).view(outputs, inputs).T

        return added

    def weights(self, family):
        """By site the gradient of its frozen weight, [out, in]."""
        for layer, target, module, _, _, part in sizes(family, self.base):
            gradient = module.weight.grad.T if type(module).__name__ == "Conv1D" else module.weight.grad
            yield f"{layer}.{target}", gradient[part]

    def frozen_weights(self, family):
        return {id(module): module.weight for _, _, module, _, _, _ in sizes(family, self.base)}.values()

    def place(self, scores):
        """The largest of each site, of equal ones the first; values are zero."""
        for name, score in scores.items():
            count = int(self.settings["density"] * score.numel())
            places = torch.sort(score.flatten(), descending=True, stable=True).indices[:count].sort().values
            self.sparse[name] = places, torch.nn.Parameter(torch.zeros(count, dtype=torch.float64))


def run_rosa(name_of_family, folder, batches):
    family = families.ALL[name_of_family]
    model = Rosa(family, folder)
    model.base.eval().double()
    head = torch.nn.Linear(16, CLASSES).double()
    pairs = model.trained | {"head.weight": head.weight, "head.bias": head.bias}
    shapes = {name: (model.trained[name[:-2] + ".B"].shape[0], tensor.shape[1])
              for name, tensor in model.trained.items() if name.endswith(".A")}
    model.place({name[:-2]: torch.rand(shape, dtype=torch.float64) for name, shape in shapes.items()})
    everything = pairs | {name + ".S": values for name, (_, values) in model.sparse.items()}
    with torch.no_grad():
        for tensor in everything.values():
            tensor.copy_((0.3 * torch.randn_like(tensor)).float().double())
    start = {name: flat(tensor) for name, tensor in everything.items()}

    def logits(batch):
        ids, mask = padded(batch, model.base.config.pad_token_id or 0)
        hidden = model.base(input_ids=ids, attention_mask=mask).last_hidden_state
        return head(SCALE * (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))

    def loss_of(batch):
        return torch.nn.functional.cross_entropy(logits(batch), torch.tensor(batch["targets"]))

    golden = {"adapter": model.settings | {"targets": list(family.targets)}, "start": start,
              "structure": {name + ".places": places.tolist() for name, (places, _) in model.sparse.items()},
              "logits": flat(logits(batches[0])), "losses": []}
    loss_of(batches[0]).backward()
    golden["gradients"] = {name: flat(parameter.grad) for name, parameter in everything.items()}

    model.sparse.clear()
    scores = {}
    optimizer = torch.optim.AdamW(pairs.values(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        searches = 0 <= step - model.settings["maskWarmup"] < model.settings["maskBatches"]
        for weight in model.frozen_weights(family):
            weight.requires_grad_(searches)
            weight.grad = None
        loss = loss_of(batches[step % len(batches)])
        optimizer.zero_grad()
        loss.backward()
        golden["losses"].append(round(loss.item(), 9))
        if searches:
            for name, gradient in model.weights(family):
                scores[name] = scores.get(name, 0) + gradient**2
        trained = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        if step + 1 == model.settings["maskWarmup"] + model.settings["maskBatches"]:
            model.place(scores)
            optimizer.add_param_group({"params": [values for _, values in model.sparse.values()]})
    golden["chosen"] = {name + ".places": places.tolist() for name, (places, _) in model.sparse.items()}
    return golden


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
        golden["methods"]["rosa"] = run_rosa(name, out / name / "base", batches)
        (out / name / "own-forms.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
