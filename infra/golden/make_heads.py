"""Numbers to hold stock heads against: what transformers' classes for sequence classification with PEFT make of them.

    pip install torch transformers peft safetensors
    python infra/golden/make_heads.py services/engine/src/test/resources/golden

Reads the tiny models that make_golden.py wrote, and writes OUT/heads/FAMILY.json: for classification under share-a and for
regression under plain LoRA the start values, outputs, loss, and gradients on the first batch, and the losses of ten AdamW
steps. BERT gets a model of its own, OUT/heads/bert/base, since the other one has no pooler. OUT/heads/FAMILY/peft is plain
LoRA with a head of three classes as save_pretrained leaves it; its outputs are in the JSON too. Dropout is off. All is
computed in float64.
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

HEADS = {
    "bert": ["classifier.weight", "classifier.bias"],
    "roberta": [
        "classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias"],
    "gpt2": ["score.weight"],
    "llama": ["score.weight"],
}
TASKS = {"classification": ("share-a", make_golden.CLASSES), "regression": ("lora", 1)}


def with_pooler(folder):
    torch.manual_seed(12)
    family = families.Family(
        lambda: transformers.BertModel(transformers.BertConfig(**families.SIZES, max_position_embeddings=24)), {}, "")
    family.make(folder)


class Reader(torch.nn.Module):
    """The base as a class for sequence classification has it, with an adapter; all trained numbers away from zero."""

    def __init__(self, name, folder, shared, outputs):
        super().__init__()
        base = transformers.AutoModelForSequenceClassification.from_pretrained(folder, num_labels=outputs)
        self.model, self.trained = families.ALL[name].with_adapter(
            base, shared, make_golden.RANK, make_golden.ALPHA, task_type="SEQ_CLS")
        self.padded = name in ("bert", "roberta")
        self.add_head(HEADS[name])

    def add_head(self, tensors):
        for tensor in tensors:
            module, _, rest = tensor.partition(".")
            saved = getattr(self.model.base_model.model, module).modules_to_save["default"]
            self.trained[tensor] = saved.get_parameter(rest)
        with torch.no_grad():
            for parameter in self.trained.values():
                parameter.copy_(0.2 * torch.randn_like(parameter))
        self.eval().double()

    def forward(self, batch):
        if self.padded:
            ids, mask = make_golden.padded(batch, self.model.config.pad_token_id)
            return self.model(input_ids=ids, attention_mask=mask).logits
        # Where nothing is padded, decoders look at the last token whatever it is.
        starts = batch["starts"]
        texts = [torch.tensor([batch["tokenIds"][a:b]]) for a, b in zip(starts, starts[1:])]
        return torch.cat([self.model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits for ids in texts])

    def loss(self, outputs, batch):
        if outputs.shape[1] == 1:
            scores = torch.tensor(batch["scores"], dtype=torch.float64)
            return torch.nn.functional.mse_loss(outputs[:, 0], scores)
        return torch.nn.functional.cross_entropy(outputs, torch.tensor(batch["targets"]))


def run(name, folder, task, batches):
    method, outputs = TASKS[task]
    model = Reader(name, folder, make_golden.METHODS[method], outputs)
    start = {tensor: make_golden.flat(parameter) for tensor, parameter in model.trained.items()}
    make_golden.begin(model, start)
    return {"method": method, "start": start} | make_golden.learn(model, batches)


class Imported(Reader):
    """As PEFT makes it where nobody says which modules."""

    def __init__(self, name, folder):
        torch.nn.Module.__init__(self)
        base = transformers.AutoModelForSequenceClassification.from_pretrained(folder, num_labels=make_golden.CLASSES)
        config = peft.LoraConfig(
            r=make_golden.RANK, lora_alpha=make_golden.ALPHA, task_type="SEQ_CLS", fan_in_fan_out=name == "gpt2")
        self.model = peft.get_peft_model(base, config)
        self.trained = {key: value for key, value in self.model.named_parameters() if "lora_" in key}
        self.padded = name in ("bert", "roberta")
        self.add_head(HEADS[name])


def in_order(config):
    """PEFT writes the modules in the order of a set, another one in each run."""
    fields = json.loads(config.read_text())
    fields["target_modules"].sort()
    config.write_text(json.dumps(fields, indent=2))


def write_peft(name, folder, out, batch):
    shutil.rmtree(out, ignore_errors=True)
    written = Imported(name, folder).float()
    written.model.peft_config["default"].base_model_name_or_path = "tiny"
    written.model.save_pretrained(out)
    (out / "README.md").unlink()
    in_order(out / "adapter_config.json")
    return make_golden.flat(written.double()(batch))


def main(out):
    torch.set_num_threads(1)
    with_pooler(out / "heads" / "bert" / "base")
    for name, family in families.ALL.items():
        torch.manual_seed(13)
        base = out / "heads" / "bert" / "base" if name == "bert" else out / name / "base"
        batches = make_golden.make_batches(family)
        for batch in batches:
            batch["scores"] = [round(x, 3) for x in (3 * torch.rand(len(batch["targets"]))).tolist()]
        golden = {
            "madeWith": {
                "torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
            "rank": make_golden.RANK, "alpha": make_golden.ALPHA, "targets": list(family.targets),
            "learningRate": make_golden.RATE, "weightDecay": make_golden.DECAY, "clipNorm": make_golden.CLIP,
            "batches": batches,
            "tasks": {task: run(name, base, task, batches) for task in TASKS},
            "imported": write_peft(name, base, out / "heads" / name / "peft", batches[0]),
        }
        (out / "heads" / f"{name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
