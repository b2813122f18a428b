"""Numbers to hold the variants of an adapter against, and a folder that PEFT wrote, to import.

    pip install torch transformers peft safetensors
    python infra/golden/make_variants.py services/engine/src/test/resources/golden

Needs the tiny BERT that make_golden.py has put there, and writes beside it OUT/bert/variants.json: rank-stabilized scaling
by PEFT's use_rslora, a learning rate of its own for B by a parameter group of torch.optim.AdamW (which is all that LoRA+
is), A frozen by requires_grad (LoRA-FA), and all of it at once. OUT/bert/peft is plain LoRA as save_pretrained leaves it;
OUT/bert/peft.json has its pooled hidden states, and the losses of training on from it with a head of zeros.
"""

import json
import pathlib
import shutil
import sys

import families
import make_golden
import peft
import torch
import transformers

VARIANTS = {
    "rankStabilized": {"method": "share-a", "rankStabilized": True},
    "rateRatioB": {"method": "share-a", "rateRatioB": 4.0},
    "frozenA": {"method": "share-a", "frozenA": True},
    "all": {"method": "lora", "rankStabilized": True, "rateRatioB": 4.0, "frozenA": True},
}


def train(model, parameters, groups, batches):
    """The losses of ten steps, and the first one's logits and gradients."""
    golden = {"losses": []}
    optimizer = torch.optim.AdamW(groups, lr=make_golden.RATE, weight_decay=make_golden.DECAY)
    for step in range(make_golden.STEPS):
        batch = batches[step % len(batches)]
        logits = model(batch)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(batch["targets"]))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            golden["logits"] = make_golden.flat(logits)
            golden["gradients"] = {name: make_golden.flat(parameter.grad) for name, parameter in parameters.items()}
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(parameters.values(), make_golden.CLIP)
        optimizer.step()
    return golden


def run(folder, variant, batches):
    shared = make_golden.METHODS[variant["method"]]
    model = make_golden.Classifier(families.ALL["bert"], folder, shared, use_rslora=variant.get("rankStabilized", False))
    start = {name: make_golden.flat(parameter) for name, parameter in model.trained.items()}
    with torch.no_grad():
        for name, parameter in model.trained.items():
            parameter.copy_(torch.tensor(start[name], dtype=torch.float64).reshape(parameter.shape))
    parameters = dict(model.trained)
    if variant.get("frozenA"):
        for name in [name for name in parameters if name.endswith(".A")]:
            parameters.pop(name).requires_grad_(False)
    fast = [parameter for name, parameter in parameters.items() if name.endswith(".B")]
    others = [parameter for name, parameter in parameters.items() if not name.endswith(".B")]
    groups = [{"params": others}, {"params": fast, "lr": make_golden.RATE * variant.get("rateRatioB", 1.0)}]
    return variant | {"start": start} | train(model, parameters, groups, batches)


def write_peft(base, out, batches):
    """Plain LoRA with numbers everywhere, saved and loaded again by PEFT."""
    shutil.rmtree(out / "peft", ignore_errors=True)
    model = make_golden.Classifier(families.ALL["bert"], base, "", use_rslora=True).float()
    written = next(module for module in model.children() if isinstance(module, peft.PeftModel))
    written.peft_config["default"].base_model_name_or_path = "tiny"
    written.save_pretrained(out / "peft")
    (out / "peft" / "README.md").unlink()
    bare = transformers.AutoModel.from_pretrained(base, add_pooling_layer=False)
    loaded = peft.PeftModel.from_pretrained(bare, out / "peft").state_dict()
    assert all(torch.equal(tensor, loaded[name]) for name, tensor in written.state_dict().items())
    model = model.double()
    head, model.head = model.head, torch.nn.Identity()
    pooled = make_golden.flat(model(batches[0]))
    model.head = head
    with torch.no_grad():
        head.weight.zero_()
        head.bias.zero_()
    parameters = dict(model.trained)
    golden = train(model, parameters, [{"params": list(parameters.values())}], batches)
    return {"pooled": pooled, "losses": golden["losses"]}


def main(out):
    torch.manual_seed(11)
    out = out / "bert"
    base = out / "base"
    batches = make_golden.make_batches(families.ALL["bert"])
    golden = {
        "madeWith": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
        "batches": batches,
        "variants": {name: run(base, variant, batches) for name, variant in VARIANTS.items()},
    }
    (out / "variants.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    imported = {"batches": batches} | write_peft(base, out, batches)
    (out / "peft.json").write_text(json.dumps(imported, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
