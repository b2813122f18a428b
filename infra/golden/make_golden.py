"""Numbers to hold the engine against: tiny random models, and what PyTorch with PEFT makes of them.

    pip install torch transformers peft safetensors
    python infra/golden/make_golden.py services/engine/src/test/resources/golden

Writes OUT/FAMILY/base (a Hugging Face folder) and OUT/FAMILY/golden.json: per method the start values, logits, loss, and
gradients on the first batch, and the losses of ten AdamW steps. Shared matrices are tied parameters, so their gradient is
the sum over layers. Dropout is off. The head is mean pooling, times ten, and a linear layer. All is computed in float64 and
rounded to nine digits, so that neither the number of threads nor the kind of CPU shows in the output.
"""

import json
import pathlib
import sys

import peft
import torch
import transformers

TARGETS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
METHODS = {"lora": "", "share-a": "A", "share-b": "B", "share-ab": "AB"}
RANK, ALPHA, SCALE, CLASSES = 3, 6, 10.0, 3
RATE, DECAY, CLIP, STEPS = 1e-2, 0.01, 1.0, 10
LENGTHS = [[5, 1, 12, 7, 3], [2, 9, 4, 4, 11, 1], [20, 6, 6]]


SIZES = {"vocab_size": 50, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}


def bert():
    return transformers.BertModel(
        transformers.BertConfig(**SIZES, max_position_embeddings=24), add_pooling_layer=False)


def roberta():
    config = transformers.RobertaConfig(**SIZES, max_position_embeddings=26, type_vocab_size=1, layer_norm_eps=1e-5)
    return transformers.RobertaModel(config, add_pooling_layer=False)


# A text's first token id: RoBERTa gives the padding token, id 1, no position of its own.
FAMILIES = {"bert": (bert, 0), "roberta": (roberta, 2)}


def make_base(base, folder):
    with torch.no_grad():
        for name, parameter in base.named_parameters():
            center = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            parameter.copy_(center + 0.3 * torch.randn_like(parameter))
    base.save_pretrained(folder)


def make_batches(first_token):
    batches = []
    for lengths in LENGTHS:
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        batches.append({
            "tokenIds": torch.randint(first_token, 50, (starts[-1],)).tolist(),
            "starts": starts,
            "targets": torch.randint(0, CLASSES, (len(lengths),)).tolist(),
        })
    return batches


class Classifier(torch.nn.Module):
    """The base with an adapter, tied as the method says, and a mean head; all trained numbers away from zero."""

    def __init__(self, folder, shared, **options):
        super().__init__()
        base = transformers.AutoModel.from_pretrained(folder, add_pooling_layer=False)
        # output.dense is the end of attention.output.dense too: names of one module each, by a pattern.
        pattern = r".*encoder\.layer\.\d+\.(" + "|".join(m.replace(".", r"\.") for m in TARGETS.values()) + ")"
        config = peft.LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=pattern, **options)
        self.base = peft.get_peft_model(base, config)
        self.head = torch.nn.Linear(base.config.hidden_size, CLASSES)
        self.trained = {}
        for layer, block in enumerate(base.encoder.layer):
            for target, module in TARGETS.items():
                lora = block.get_submodule(module)
                for matrix, linear in (("A", lora.lora_A["default"]), ("B", lora.lora_B["default"])):
                    name = f"{target}.{matrix}" if matrix in shared else f"{layer}.{target}.{matrix}"
                    linear.weight = self.trained.setdefault(name, linear.weight)
        self.trained["head.weight"] = self.head.weight
        self.trained["head.bias"] = self.head.bias
        with torch.no_grad():
            for parameter in self.trained.values():
                parameter.copy_(0.2 * torch.randn_like(parameter))
        self.eval().double()

    def forward(self, batch):
        starts = batch["starts"]
        longest = max(b - a for a, b in zip(starts, starts[1:]))
        mask = torch.zeros(len(starts) - 1, longest, dtype=torch.long)
        ids = torch.full_like(mask, self.base.config.pad_token_id)
        for row, (a, b) in enumerate(zip(starts, starts[1:])):
            ids[row, : b - a] = torch.tensor(batch["tokenIds"][a:b])
            mask[row, : b - a] = 1
        hidden = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(SCALE * pooled)


def flat(tensor):
    return [round(x, 9) for x in tensor.detach().flatten().tolist()]


def run(folder, shared, batches):
    model = Classifier(folder, shared)
    golden = {"start": {name: flat(parameter) for name, parameter in model.trained.items()}, "losses": []}
    with torch.no_grad():
        for name, parameter in model.trained.items():
            # Start from what is written down, to the last digit of it.
            parameter.copy_(torch.tensor(golden["start"][name], dtype=torch.float64).reshape(parameter.shape))
    parameters = list(model.trained.values())
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        logits = model(batch)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(batch["targets"]))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            golden["logits"] = flat(logits)
            golden["gradients"] = {name: flat(parameter.grad) for name, parameter in model.trained.items()}
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimizer.step()
    return golden


def main(out):
    for family, (make, first_token) in FAMILIES.items():
        torch.manual_seed(7)
        make_base(make(), out / family / "base")
        batches = make_batches(first_token)
        golden = {
            "madeWith": {
                "torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
            "rank": RANK, "alpha": ALPHA, "targets": list(TARGETS), "classes": CLASSES, "scale": SCALE,
            "learningRate": RATE, "weightDecay": DECAY, "clipNorm": CLIP,
            "batches": batches,
            "methods": {method: run(out / family / "base", shared, batches) for method, shared in METHODS.items()},
        }
        (out / family / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
