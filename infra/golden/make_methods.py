"""Numbers to hold the methods against whose matrices are more than low-rank pairs.

    pip install torch transformers peft safetensors
    python infra/golden/make_methods.py services/engine/src/test/resources/golden

Needs what make_golden.py has put there (its bases and batches), and PEFT from 0.21 on, which has MonteCLoRA. Writes
OUT/bert/vera and OUT/bert/monteclora, folders of PEFT's own, and
OUT/FAMILY/methods.json: per method the settings, start values, logits, and gradients on the first batch, and the losses of ten
AdamW steps. `vera` and `monteclora` are PEFT's own modules; `rasa` and `tied-lora`, which PEFT has not, are a few lines of
PyTorch below, and autograd. MonteCLoRA's noise is not drawn by PEFT but fed in: the engine's counter-based numbers, worked out here
once more. Of GPT-2's c_attn PEFT has one adapter, so there it is a target itself. All is computed in float64, save that PEFT
takes a square root in float32.
"""

import copy
import json
import math
import pathlib
import sys

import families
import make_golden
import peft
import torch
from make_golden import ALPHA, CLASSES, CLIP, DECAY, RANK, RATE, SCALE, STEPS, flat

SEED = 7
POOLED = 1
SAMPLING = {"samples": 4, "sampleScaler": 0.05, "klWeight": 0.01, "dirichletPrior": 0.1, "entropy": True, "sharedA": False}
MASK = (1 << 64) - 1


def mixed(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def key(purpose, *coordinates):
    """The engine's key for a purpose: SplitMix64 over the seed, the letters, the coordinates."""
    state = 0
    for part in [SEED, *map(ord, purpose), *coordinates]:
        state = mixed((state + part + 0x9E3779B97F4A7C15) & MASK)
    return state


def normal(state, index):
    """The engine's standard normal number at an index: the quantile of 24 uniform bits."""
    p = (mixed((state + 0x9E3779B97F4A7C15 * (index + 1)) & MASK) >> 40) / 2**24 + 2**-25
    return math.sqrt(2) * torch.special.erfinv(torch.tensor(2 * p - 1, dtype=torch.float64)).item()


def normals(purpose, step, *shape):
    state = key(purpose, step)
    return torch.tensor([normal(state, i) for i in range(math.prod(shape))], dtype=torch.float64).reshape(shape)


def sizes(family, bare):
    """Per layer and target: the module, its inputs and outputs, and the columns of its output that are the target's."""
    for layer, block in enumerate(bare.get_submodule(family.blocks)):
        for target, name in family.targets.items():
            module = block.attn.c_attn if isinstance(name, int) else block.get_submodule(name)
            rows, columns = module.weight.shape
            inputs, outputs = (rows, columns) if type(module).__name__ == "Conv1D" else (columns, rows)
            part = slice(None)
            if isinstance(name, int):
                outputs //= 3
                part = slice(name * outputs, (name + 1) * outputs)
            yield layer, target, module, inputs, outputs, part


class OfOwn(torch.nn.Module):
    """The base, and what a method adds at every target by a hook behind the module."""

    def __init__(self, family, folder):
        super().__init__()
        self.base = family.bare(folder)
        self.trained, self.frozen = {}, {}
        self.layers = self.base.config.num_hidden_layers
        for layer, target, module, inputs, outputs, part in sizes(family, self.base):
            added = self.adds(layer, target, inputs, outputs)

            def behind(_, given, out, added=added, part=part):
                out = out.clone()
                out[..., part] += added(given[0])
                return out

            module.register_forward_hook(behind)
        self.base.requires_grad_(False)

    def matrix(self, name, *shape):
        return self.trained.setdefault(name, torch.nn.Parameter(torch.zeros(shape, dtype=torch.float64)))

    def own_loss(self):
        return 0

    def before(self, step):
        pass


class TiedLora(OfOwn):
    settings = {"method": "tied-lora", "rank": RANK, "alpha": float(ALPHA), "dropout": 0.0}

    def adds(self, layer, target, inputs, outputs):
        a, b = self.matrix(f"{target}.A", RANK, inputs), self.matrix(f"{target}.B", outputs, RANK)
        u, v = self.matrix(f"{layer}.{target}.u", 1, RANK), self.matrix(f"{layer}.{target}.v", 1, outputs)
        return lambda x: ALPHA / RANK * v * ((u * (x @ a.T)) @ b.T)


class Rasa(OfOwn):
    settings = {"method": "rasa", "rank": RANK, "poolRanks": POOLED, "alpha": float(ALPHA), "dropout": 0.0}

    def adds(self, layer, target, inputs, outputs):
        own, pool = RANK - POOLED, self.layers * POOLED
        a, b = self.matrix(f"{layer}.{target}.A", own, inputs), self.matrix(f"{layer}.{target}.B", outputs, own)
        pooled_a, pooled_b = self.matrix(f"{target}.A", pool, inputs), self.matrix(f"{target}.B", outputs, pool)
        d, p = self.matrix(f"{layer}.{target}.d", 1, own), self.matrix(f"{layer}.{target}.p", 1, pool)
        return lambda x: torch.cat([d, p], 1) * (x @ torch.cat([a, pooled_a]).T) @ torch.cat([b, pooled_b], 1).T


class OfPeft(torch.nn.Module):
    """The base under PEFT."""

    def __init__(self, family, folder):
        super().__init__()
        self.trained, self.frozen = {}, {}
        self.modules_of = {target: name for target, name in family.targets.items() if isinstance(name, str)}
        if len(self.modules_of) < len(family.targets):
            self.modules_of = {"c_attn": "attn.c_attn"} | self.modules_of
        pattern = r".*" + family.blocks.replace(".", r"\.") + r"\.\d+\.(" + "|".join(
            module.replace(".", r"\.") for module in self.modules_of.values()) + ")"
        bare = family.bare(folder)
        self.base = peft.get_peft_model(bare, self.config(pattern)).double().eval()
        for layer, block in enumerate(bare.get_submodule(family.blocks)):
            for target, name in self.modules_of.items():
                self.take(f"{layer}.{target}", block.get_submodule(name))

    def own_loss(self):
        return 0

    def before(self, step):
        pass


class Vera(OfPeft):
    settings = {"method": "vera", "rank": RANK, "dropout": 0.0}

    def config(self, pattern):
        return peft.VeraConfig(r=RANK, target_modules=pattern)

    def take(self, site, module):
        self.trained[f"{site}.d"] = module.vera_lambda_d["default"]
        self.trained[f"{site}.b"] = module.vera_lambda_b["default"]
        self.frozen["A"] = self.base.base_model.vera_A["default"]
        self.frozen["B"] = self.base.base_model.vera_B["default"]


class MonteClora(OfPeft):
    settings = {"method": "monteclora", "rank": RANK, "alpha": float(ALPHA), "dropout": 0.0} | SAMPLING

    def config(self, pattern):
        self.samplers = {}
        return peft.LoraConfig(
            r=RANK, lora_alpha=ALPHA, target_modules=pattern, monteclora_config=peft.tuners.lora.config.MontecloraConfig(
                num_samples=SAMPLING["samples"], sample_scaler=SAMPLING["sampleScaler"], use_entropy=SAMPLING["entropy"],
                kl_loss_weight=SAMPLING["klWeight"], dirichlet_prior=SAMPLING["dirichletPrior"], buffer_size=1))

    def take(self, site, module):
        sampler = module.lora_monteclora_sampler["default"]
        self.trained[f"{site}.A"] = module.lora_A["default"].weight
        self.trained[f"{site}.B"] = module.lora_B["default"].weight
        self.trained[f"{site}.s"] = sampler.std_prior
        self.trained[f"{site}.e"] = sampler.expert_weights_prior
        self.samplers[f"{site}.A"] = module, sampler

    def own_loss(self):
        return self.base.base_model._get_monteclora_loss()

    def before(self, step):
        """The draws of a step; of the Wishart distribution's only the diagonal is ever used. None: as it is served."""
        for a, (module, sampler) in self.samplers.items():
            module.training = sampler.training = step is not None
            if step is None:
                continue
            spread = normals(f"monteclora spread {a}", step, RANK, RANK).square().sum(1)
            draws = {
                "z_mvn": normals(f"monteclora noise {a}", step, SAMPLING["samples"], module.in_features, RANK),
                "z_wishart": torch.diag(spread),
                "z_dirichlet": normals(f"monteclora mixture {a}", step, SAMPLING["samples"]),
            }
            sampler.sampler.get = lambda draws=draws: draws


def run(method, name_of_family, folder, batches):
    family = families.ALL[name_of_family]
    model = method(family, folder)
    head = torch.nn.Linear(16, CLASSES).double()
    trained = model.trained | {"head.weight": head.weight, "head.bias": head.bias}
    everything = trained | model.frozen
    with torch.no_grad():
        for tensor in everything.values():
            tensor.copy_(0.3 * torch.randn_like(tensor))
    start = {name: flat(tensor) for name, tensor in everything.items()}
    with torch.no_grad():
        for name, tensor in everything.items():
            tensor.copy_(torch.tensor(start[name], dtype=torch.float64).reshape(tensor.shape))
    model.base.eval().double()

    def logits(batch):
        ids, mask = make_golden.padded(batch, model.base.config.pad_token_id or 0)
        hidden = model.base(input_ids=ids, attention_mask=mask).last_hidden_state
        return head(SCALE * (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))

    if name_of_family == "bert" and isinstance(model, OfPeft):  # as PEFT writes it, to import
        model.base.peft_config["default"].base_model_name_or_path = "tiny"
        copy.deepcopy(model.base).float().save_pretrained(folder.parent / model.settings["method"])
        (folder.parent / model.settings["method"] / "README.md").unlink()
    model.before(None)
    targets = list(getattr(model, "modules_of", family.targets))
    golden = {"adapter": model.settings | {"targets": targets}, "start": start, "logits": flat(logits(batches[0])), "losses": []}
    optimizer = torch.optim.AdamW(trained.values(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        model.before(step)
        loss = torch.nn.functional.cross_entropy(logits(batch), torch.tensor(batch["targets"])) + model.own_loss()
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            golden["gradients"] = {name: flat(parameter.grad) for name, parameter in trained.items()}
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(trained.values(), CLIP)
        optimizer.step()
    return golden


def main(out):
    torch.set_num_threads(1)
    torch.manual_seed(13)
    for name in families.ALL:
        batches = json.loads((out / name / "golden.json").read_text())["batches"]
        golden = {
            "madeWith": {"torch": torch.__version__, "peft": peft.__version__},
            "batches": batches,
            "methods": {
                method.settings["method"]: run(method, name, out / name / "base", batches)
                for method in (Rasa, TiedLora, Vera, MonteClora)},
        }
        (out / name / "methods.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
