"""Numbers to hold the methods against that leave in a form of their own, which PEFT has not.

    pip install torch transformers peft safetensors
    python infra/golden/make_own_forms.py services/engine/src/test/resources/golden

Needs what make_golden.py has put there (its bases and batches). Writes OUT/FAMILY/own-forms.json, in the form of
make_methods.py: per method the settings, start values, logits, and gradients on the first batch, and the losses of ten AdamW
steps. `lor2c`, `share-lor2c` and `rosa` are a few lines of PyTorch below, and autograd. Start, logits and gradients of `rosa` are
those of a sparse matrix at the places in `structure`; its ten steps begin without one, search for its places among them, and come
to those in `chosen`. So it is with `lor2c-merge`, whose two pairs become one after the third step, which gives way to plain LoRA in
both layers after the seventh, and with `lor2c-inject`, where the larger pair gives way after the fourth. All is computed in float64.
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


class ChangingLor2c(Lor2c):
    """`ends` and `injected` are by layer, as in a state: the last layer of a pair's way, updates before LoRA began; -1: none."""

    def __init__(self, family, folder, changes):
        torch.nn.Module.__init__(self)
        self.settings = Lor2c.settings | changes
        self.base = family.bare(folder)
        self.trained, self.inputs, blocks = {}, {}, self.base.get_submodule(family.blocks)
        self.layers, self.made = len(blocks), [0, 0]
        self.ends, self.injected = list(range(self.layers)), [-1] * self.layers
        for layer, block in enumerate(blocks):
            self.matrix(f"{layer}.layer.A", RANK, self.base.config.hidden_size)
            self.matrix(f"{layer}.layer.B", self.base.config.hidden_size, RANK)
            block.register_forward_pre_hook(self.before(layer))
            block.register_forward_hook(self.behind(layer))
        for layer, target, module, inputs, outputs, part in sizes(family, self.base):
            self.matrix(f"{layer}.{target}.A", RANK, inputs)
            self.matrix(f"{layer}.{target}.B", outputs, RANK)
            module.register_forward_hook(self.at(layer, f"{layer}.{target}", part))
        self.base.requires_grad_(False)

    def added(self, site, x):
        return ALPHA / RANK * (x @ self.trained[site + ".A"].T) @ self.trained[site + ".B"].T

    def before(self, layer):
        def keep(_, given):
            self.inputs[layer] = given[0]

        return keep

    def behind(self, layer):
        def hook(_, given, out):
            if layer not in self.ends:
                return out
            first = self.ends.index(layer)
            added = self.added(f"{first}.layer", self.inputs[first])
            return (out[0] + added, *out[1:]) if isinstance(out, tuple) else out + added

        return hook

    def at(self, layer, site, part):
        def hook(_, given, out):
            if self.injected[layer] < 0:
                return out
            out = out.clone()
            out[..., part] += self.added(site, given[0])
            return out

        return hook

    def learns(self, name):
        layer = int(name.split(".")[0])
        return (self.ends if ".layer." in name else self.injected)[layer] >= 0

    def change(self, updates):
        """What is due after so many updates; scores are sums of singular values, and of equal ones the first counts."""
        score = [torch.linalg.svdvals(self.trained[f"{layer}.layer.B"] @ self.trained[f"{layer}.layer.A"]).sum().item()
                 for layer in range(self.layers)]
        for kind, change in enumerate(("merge", "inject")):
            due = self.settings.get(change, {"every": 1, "most": 0})
            if updates % due["every"] or self.made[kind] == due["most"]:
                continue
            left = [first for first in range(self.layers) if self.ends[first] >= 0]
            if change == "merge":
                first, second = min(((a, b) for a, b in zip(left, left[1:]) if self.ends[a] + 1 == b),
                                    key=lambda pair: score[pair[0]] + score[pair[1]])
                self.ends[first], self.ends[second] = self.ends[second], -1
            else:
                most = max(left, key=lambda first: score[first])
                for layer in range(most, self.ends[most] + 1):
                    self.injected[layer] = updates
                self.ends[most] = -1
            self.made[kind] += 1

    def structure(self):
        return {"ends": list(self.ends), "injected": list(self.injected), "changes": list(self.made)}


def run_changing(name_of_family, folder, batches, changes, structure):
    family = families.ALL[name_of_family]
    model = ChangingLor2c(family, folder, changes)
    model.base.eval().double()
    head = torch.nn.Linear(16, CLASSES).double()
    everything = model.trained | {"head.weight": head.weight, "head.bias": head.bias}
    with torch.no_grad():
        for tensor in everything.values():
            tensor.copy_((0.3 * torch.randn_like(tensor)).float().double())

    def logits(batch):
        ids, mask = padded(batch, model.base.config.pad_token_id or 0)
        hidden = model.base(input_ids=ids, attention_mask=mask).last_hidden_state
        return head(SCALE * (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))

    def loss_of(batch):
        return torch.nn.functional.cross_entropy(logits(batch), torch.tensor(batch["targets"]))

    golden = {"adapter": model.settings | {"targets": list(family.targets)},
              "start": {name: flat(tensor) for name, tensor in everything.items()}, "structure": structure, "losses": []}
    begun = model.ends, model.injected
    model.ends, model.injected = structure["ends"], structure["injected"]
    golden["logits"] = flat(logits(batches[0]))
    loss_of(batches[0]).backward()
    golden["gradients"] = {name: flat(torch.zeros_like(parameter) if parameter.grad is None else parameter.grad)
                           for name, parameter in everything.items()}
    model.ends, model.injected = begun

    def learning():
        return [parameter for name, parameter in everything.items() if name.startswith("head") or model.learns(name)]

    optimizer = torch.optim.AdamW(learning(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        loss = loss_of(batches[step % len(batches)])
        for parameter in everything.values():
            parameter.grad = None
        loss.backward()
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(learning(), CLIP)
        optimizer.step()
        model.change(step + 1)
        optimizer.param_groups[0]["params"] = learning()
    golden["chosen"] = model.structure()
    return golden


def changing(name, folder, batches):
    merged = {"merge": {"every": 3, "most": 1}, "inject": {"every": 7, "most": 1}}
    around = {"ends": [1, -1], "injected": [-1, -1], "changes": [1, 0]}
    mixed = {"ends": [-1, 1], "injected": [4, -1], "changes": [0, 1]}
    return {"lor2c-merge": run_changing(name, folder, batches, merged, around),
            "lor2c-inject": run_changing(name, folder, batches, {"inject": {"every": 4, "most": 1}}, mixed)}


def main(out):
    torch.set_num_threads(1)
    torch.manual_seed(17)
    made = {}
    for name in families.ALL:
        batches = json.loads((out / name / "golden.json").read_text())["batches"]
        golden = {"madeWith": {"torch": torch.__version__}, "batches": batches, "methods": {}}
        for method in (Lor2c, ShareLor2c):
            numbers = run(method, name, out / name / "base", batches)
            del numbers["adapter"]["targets"]
            golden["methods"][method.settings["method"]] = numbers
        golden["methods"]["rosa"] = run_rosa(name, out / name / "base", batches)
        made[name] = golden
    torch.manual_seed(18)  # what was there before has its numbers still
    for name, golden in made.items():
        golden["methods"] |= changing(name, out / name / "base", golden["batches"])
        (out / name / "own-forms.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
