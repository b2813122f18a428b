"""Numbers of a regression on pairs to hold the engine against: what PyTorch with PEFT makes of them.

    pip install torch transformers peft safetensors
    python infra/golden/make_regression.py services/engine/src/test/resources/golden

Reads OUT/bert/base, which make_golden.py wrote, and writes OUT/regression.json: start values, outputs, loss, and gradients
on the first batch, and the losses of ten AdamW steps. Second texts have the token type 1; the head is mean pooling, times
ten, and a linear layer with one output; the loss is the mean squared error. All is computed in float64.
"""

import json
import pathlib
import sys

import peft
import torch
import transformers

TARGETS = {"query": "attention.self.query", "value": "attention.self.value"}
RANK, ALPHA, SCALE, RATE, DECAY, CLIP, STEPS = 3, 6, 10.0, 1e-2, 0.01, 1.0, 10
# Per record the tokens of its first and of its second text; none of the second: a single text.
LENGTHS = [[(3, 4), (5, 0), (2, 9), (1, 1)], [(8, 3), (2, 2), (6, 0)]]


def make_batches():
    batches = []
    for lengths in LENGTHS:
        starts, pair_starts = [0], []
        for first, second in lengths:
            pair_starts.append(starts[-1] + first)
            starts.append(starts[-1] + first + second)
        batches.append({
            "tokenIds": torch.randint(0, 50, (starts[-1],)).tolist(),
            "starts": starts,
            "pairStarts": pair_starts,
            "scores": [round(x, 3) for x in (3 * torch.rand(len(lengths))).tolist()],
        })
    return batches


class Regressor(torch.nn.Module):
    """The base with plain LoRA and a mean head of one output; all trained numbers away from zero."""

    def __init__(self, folder):
        super().__init__()
        base = transformers.BertModel.from_pretrained(folder, add_pooling_layer=False)
        config = peft.LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=list(TARGETS))
        self.bert = peft.get_peft_model(base, config)
        self.head = torch.nn.Linear(base.config.hidden_size, 1)
        self.trained = {}
        for layer, block in enumerate(base.encoder.layer):
            for target, module in TARGETS.items():
                lora = block.get_submodule(module)
                self.trained[f"{layer}.{target}.A"] = lora.lora_A["default"].weight
                self.trained[f"{layer}.{target}.B"] = lora.lora_B["default"].weight
        self.trained["head.weight"] = self.head.weight
        self.trained["head.bias"] = self.head.bias
        self.double().eval()
        with torch.no_grad():
            for parameter in self.trained.values():
                # What is written down, to the last digit of it.
                drawn = 0.2 * torch.randn(parameter.shape, dtype=torch.float64)
                parameter.copy_(torch.round(drawn, decimals=6))

    def forward(self, batch):
        starts = batch["starts"]
        longest = max(b - a for a, b in zip(starts, starts[1:]))
        ids = torch.zeros(len(starts) - 1, longest, dtype=torch.long)
        mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, (a, b, pair) in enumerate(zip(starts, starts[1:], batch["pairStarts"])):
            ids[row, : b - a] = torch.tensor(batch["tokenIds"][a:b])
            mask[row, : b - a] = 1
            types[row, pair - a : b - a] = 1
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(SCALE * pooled)[:, 0]


def flat(tensor):
    return [round(x, 9) for x in tensor.detach().flatten().tolist()]


def main(out):
    torch.manual_seed(11)
    batches = make_batches()
    model = Regressor(out / "bert" / "base")
    parameters = list(model.trained.values())
    golden = {
        "madeWith": {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
        "rank": RANK, "alpha": ALPHA, "targets": list(TARGETS),
        "learningRate": RATE, "weightDecay": DECAY, "clipNorm": CLIP, "batches": batches,
        "start": {name: flat(parameter) for name, parameter in model.trained.items()}, "losses": [],
    }
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        outputs = model(batch)
        loss = torch.nn.functional.mse_loss(outputs, torch.tensor(batch["scores"], dtype=torch.float64))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            golden["outputs"] = flat(outputs)
            golden["gradients"] = {name: flat(parameter.grad) for name, parameter in model.trained.items()}
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimizer.step()
    (out / "regression.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
