"""Numbers of a cosine head to hold the engine against: what PyTorch's autograd makes of it, under PEFT's LoRA.

    pip install torch transformers peft safetensors
    python infra/golden/make_cosine.py services/engine/src/test/resources/golden

Reads OUT/bert/base, which make_golden.py wrote, and writes OUT/cosine.json: start values, logits, loss, and gradients on the
first batch, and the losses of ten AdamW steps. logit = s cos(w, h), h the mean of a text's last hidden states; the loss is
cross-entropy. All is computed in float64.
"""

import json
import pathlib
import sys

import peft
import torch
import transformers

import make_regression as plain

CLASSES = 4


def make_batches():
    batches = plain.make_batches()
    for batch in batches:
        del batch["scores"]
        batch["classes"] = torch.randint(0, CLASSES, (len(batch["pairStarts"]),)).tolist()
    return batches


class Cosines(torch.nn.Module):
    """The base with plain LoRA and a cosine head; all trained numbers away from where they begin."""

    def __init__(self, folder):
        super().__init__()
        base = transformers.BertModel.from_pretrained(folder, add_pooling_layer=False)
        config = peft.LoraConfig(r=plain.RANK, lora_alpha=plain.ALPHA, target_modules=list(plain.TARGETS))
        self.bert = peft.get_peft_model(base, config)
        self.weight = torch.nn.Parameter(torch.randn(CLASSES, base.config.hidden_size))
        self.scale = torch.nn.Parameter(torch.tensor([[7.5]]))
        self.trained = {}
        for layer, block in enumerate(base.encoder.layer):
            for target, module in plain.TARGETS.items():
                lora = block.get_submodule(module)
                self.trained[f"{layer}.{target}.A"] = lora.lora_A["default"].weight
                self.trained[f"{layer}.{target}.B"] = lora.lora_B["default"].weight
        self.trained["head.scale"] = self.scale
        self.trained["head.weight"] = self.weight
        self.double().eval()
        with torch.no_grad():
            for name, parameter in self.trained.items():
                if name != "head.scale":
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
        unit = torch.nn.functional.normalize
        return self.scale[0, 0] * unit(pooled) @ unit(self.weight).T


def main():
    out = pathlib.Path(sys.argv[1])
    torch.manual_seed(22)
    batches = make_batches()
    model = Cosines(out / "bert" / "base")
    start = {name: plain.flat(parameter) for name, parameter in model.trained.items()}
    trained = list(model.trained.values())
    optimizer = torch.optim.AdamW(trained, lr=plain.RATE, weight_decay=plain.DECAY)
    losses, gradients, outputs = [], {}, []
    for step in range(plain.STEPS):
        batch = batches[step % len(batches)]
        logits = model(batch)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor(batch["classes"]))
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            outputs = plain.flat(logits)
            gradients = {name: plain.flat(parameter.grad) for name, parameter in model.trained.items()}
        torch.nn.utils.clip_grad_norm_(trained, plain.CLIP)
        optimizer.step()
        losses.append(loss.item())
    written = {
        "rank": plain.RANK, "alpha": plain.ALPHA, "learningRate": plain.RATE, "weightDecay": plain.DECAY,
        "clipNorm": plain.CLIP, "classes": CLASSES, "batches": batches, "start": start, "outputs": outputs,
        "gradients": gradients, "losses": losses}
    (out / "cosine.json").write_text(json.dumps(written, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
