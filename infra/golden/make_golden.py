"""Numbers to hold the engine against: tiny random models, and what PyTorch with PEFT makes of them.

    pip install torch transformers peft safetensors
    python infra/golden/make_golden.py services/engine/src/test/resources/golden

Writes OUT/FAMILY/base (a Hugging Face folder) and OUT/FAMILY/golden.json: per method the start values, logits, loss, and
gradients on the first batch, and the losses of ten AdamW steps. Shared matrices are tied parameters, so their gradient is
the sum over layers. Dropout is off. The head is mean pooling, times ten, and a linear layer. For decoders the same again
with their language head: the loss of each record's completion, with label smoothing, and how its prompt goes on. All is computed in float64 and
rounded to nine digits, so that neither the number of threads nor the kind of CPU shows in the output.
"""

import json
import pathlib
import sys

import families
import peft
import torch
import transformers

METHODS = {"lora": "", "share-a": "A", "share-b": "B", "share-ab": "AB"}
RANK, ALPHA, SCALE, CLASSES = 3, 6, 10.0, 3
RATE, DECAY, CLIP, STEPS = 1e-2, 0.01, 1.0, 10
SMOOTHING = 0.1
LONGEST, ENDS = 8, [1, 3, 5, 7, 11]
LENGTHS = [[5, 1, 12, 7, 3], [2, 9, 4, 4, 11, 1], [20, 6, 6]]


def make_batches(family):
    batches = []
    for lengths in LENGTHS:
        starts = [0]
        for length in lengths:
            starts.append(starts[-1] + length)
        batches.append({
            "tokenIds": torch.randint(family.first_token, 50, (starts[-1],)).tolist(),
            "starts": starts,
            "targets": torch.randint(0, CLASSES, (len(lengths),)).tolist(),
        })
    return batches


def padded(batch, padding):
    """Token ids and mask, [records, longest]."""
    starts = batch["starts"]
    longest = max(b - a for a, b in zip(starts, starts[1:]))
    mask = torch.zeros(len(starts) - 1, longest, dtype=torch.long)
    ids = torch.full_like(mask, padding)
    for row, (a, b) in enumerate(zip(starts, starts[1:])):
        ids[row, : b - a] = torch.tensor(batch["tokenIds"][a:b])
        mask[row, : b - a] = 1
    return ids, mask


class Classifier(torch.nn.Module):
    """The base with an adapter, tied as the method says, and a mean head; all trained numbers away from zero."""

    def __init__(self, family, folder, shared, **options):
        super().__init__()
        self.base, self.trained = family.with_adapter(family.bare(folder), shared, RANK, ALPHA, **options)
        self.head = torch.nn.Linear(16, CLASSES)
        self.trained["head.weight"] = self.head.weight
        self.trained["head.bias"] = self.head.bias
        with torch.no_grad():
            for parameter in self.trained.values():
                parameter.copy_(0.2 * torch.randn_like(parameter))
        self.eval().double()

    def forward(self, batch):
        ids, mask = padded(batch, self.base.config.pad_token_id or 0)
        hidden = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(SCALE * pooled)

    def loss(self, logits, batch):
        return torch.nn.functional.cross_entropy(logits, torch.tensor(batch["targets"]))


class Writer(torch.nn.Module):
    """The base with its language head and an adapter; gives the logits before each word of a completion."""

    def __init__(self, family, folder, shared):
        super().__init__()
        self.base, self.trained = family.with_adapter(family.with_language_head(folder), shared, RANK, ALPHA)
        self.eval().double()

    def forward(self, batch):
        ids, mask = padded(batch, 0)
        logits = self.base(input_ids=ids, attention_mask=mask).logits
        return torch.cat([
            logits[row, prompt - 1 : mask[row].sum() - 1] for row, prompt in enumerate(batch["prompts"])])

    def loss(self, logits, batch, smoothing=SMOOTHING):
        starts = batch["starts"]
        words = torch.tensor([
            word for a, b, prompt in zip(starts, starts[1:], batch["prompts"]) for word in batch["tokenIds"][a + prompt : b]])
        return torch.nn.functional.cross_entropy(logits, words, label_smoothing=smoothing)


def decoded(writer, batch):
    """How each prompt goes on, greedily and by a beam search; the last token is left away where it ends the text."""
    found = {"greedy": {}, "beams": {"num_beams": 3, "length_penalty": 0.8, "no_repeat_ngram_size": 2}}
    for name, settings in found.items():
        texts = []
        for start, prompt in zip(batch["starts"], batch["prompts"]):
            ids = torch.tensor([batch["tokenIds"][start : start + prompt]])
            text = writer.base.generate(
                input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=LONGEST, do_sample=False,
                pad_token_id=0, eos_token_id=ENDS, **settings)[0, prompt:].tolist()
            texts.append(text[:-1] if text[-1] in ENDS else text)
        found[name] = texts
    return found


def flat(tensor):
    return [round(x, 9) for x in tensor.detach().flatten().tolist()]


def begin(model, start):
    """Starts from what is written down, to the last digit of it."""
    with torch.no_grad():
        for name, parameter in model.trained.items():
            parameter.copy_(torch.tensor(start[name], dtype=torch.float64).reshape(parameter.shape))


def learn(model, batches):
    golden = {"losses": []}
    parameters = list(model.trained.values())
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        batch = batches[step % len(batches)]
        logits = model(batch)
        loss = model.loss(logits, batch)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            # AdamW's first step is about the gradient's sign: where that is a matter of rounding, take another seed.
            assert min(parameter.grad.abs().min() for parameter in parameters) > 1e-6
            golden["logits"] = flat(logits)
            golden["gradients"] = {name: flat(parameter.grad) for name, parameter in model.trained.items()}
        golden["losses"].append(round(loss.item(), 9))
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimizer.step()
    return golden


def run(family, folder, shared, batches):
    model = Classifier(family, folder, shared)
    start = {name: flat(parameter) for name, parameter in model.trained.items()}
    begin(model, start)
    golden = {"start": start} | learn(model, batches)
    if family.with_language_head:
        texts = [family.with_prompts(batch) for batch in batches]
        writer = Writer(family, folder, shared)
        begin(writer, start)
        plain = round(writer.loss(writer(texts[0]), texts[0], 0).item(), 9)
        golden["generation"] = {"plainLoss": plain, **decoded(writer, texts[0])} | learn(writer, texts)
    return golden


def main(out):
    torch.set_num_threads(1)
    for name, family in families.ALL.items():
        torch.manual_seed(family.seed)
        base = out / name / "base"
        family.make(base)
        batches = make_batches(family)
        golden = {
            "madeWith": {
                "torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__},
            "rank": RANK, "alpha": ALPHA, "targets": list(family.targets), "classes": CLASSES, "scale": SCALE,
            "learningRate": RATE, "weightDecay": DECAY, "clipNorm": CLIP,
            "batches": batches,
            "methods": {method: run(family, base, shared, batches) for method, shared in METHODS.items()},
        }
        if family.with_language_head:
            golden["smoothing"] = SMOOTHING
            golden["prompts"] = [family.with_prompts(batch)["prompts"] for batch in batches]
        (out / name / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
