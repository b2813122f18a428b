"""The peer of `sharelora bench --stream F --eras N`: PyTorch + PEFT on the same eras, held-out records, replay and average.

    pip install torch transformers peft
    python infra/bench/peer_eras.py --stream F.jsonl --base DIR --eras 5 --keep reservoir --average 0.999

Prints the fields of that command's report that infra/bench/drift.py reads. A replayed record joins the batch of the new ones,
so the loss is the mean over all of them.
"""

import argparse
import collections
import copy
import json
import os
import random
import time
import types

import peer
import torch
import transformers
from holdout import held_out

RECORDS, HELD_OUT_PERCENT = 32, 20


def arguments():
    parser = argparse.ArgumentParser(description="PyTorch + PEFT on the work of `sharelora demo --drift`")
    parser.add_argument("--stream", required=True, help="labelled JSON lines in order")
    parser.add_argument("--base", required=True)
    parser.add_argument("--eras", type=int, default=5, help="so many eras of equally many records")
    parser.add_argument("--keep", choices=("reservoir", "surprise", "balanced"), help="replay, and what it keeps")
    parser.add_argument("--fraction", type=float, default=0.25, help="replayed records for each new one")
    parser.add_argument("--size", type=int, default=1000, help="records that are kept")
    parser.add_argument("--average", type=float, help="decay of the running average that is measured")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


def cut(records, count):
    bounds = [len(records) * i // count for i in range(count + 1)]
    return [records[begin:end] for begin, end in zip(bounds, bounds[1:])]


class Buffer:
    """What is kept of the records that were learned: one reservoir, or for each class one, or the most surprising of each."""

    def __init__(self, args, classes):
        self.args = args
        self.draw = random.Random(args.seed)
        self.share = args.size if args.keep == "reservoir" else args.size // classes
        self.groups = collections.defaultdict(list)
        self.seen = collections.Counter()

    def offer(self, example, surprise):
        group = 0 if self.args.keep == "reservoir" else example[1]
        kept = self.groups[group]
        self.seen[group] += 1
        if len(kept) < self.share:
            kept.append((surprise, example))
        elif self.args.keep == "surprise":
            least = min(range(len(kept)), key=lambda i: kept[i][0])
            if surprise > kept[least][0]:
                kept[least] = (surprise, example)
        else:
            place = self.draw.randrange(self.seen[group])
            if place < self.share:
                kept[place] = (surprise, example)

    def sample(self, new):
        kept = [example for group in self.groups.values() for _, example in group]
        return self.draw.sample(kept, min(len(kept), round(self.args.fraction * new)))


class Learner:
    def __init__(self, args, classes):
        torch.manual_seed(args.seed)
        options = types.SimpleNamespace(base=args.base, head="mean", dropout=False, shape=None)
        self.model = peer.model_of(options, classes).train()
        self.trained = [p for p in self.model.parameters() if p.requires_grad]
        self.adamw = torch.optim.AdamW(self.trained, lr=2e-3, weight_decay=0.01)
        self.buffer = Buffer(args, classes) if args.keep else None
        self.decay = args.average
        self.slow = copy.deepcopy(self.trained)
        self.steps = 0

    def logits(self, examples):
        ids, mask = peer.padded([ids for ids, _ in examples])
        hidden = self.model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        return self.model.head(peer.SCALE * (hidden * weights).sum(1) / weights.sum(1))

    def learn(self, new):
        batch = new + (self.buffer.sample(len(new)) if self.buffer else [])
        targets = torch.tensor([target for _, target in batch])
        losses = torch.nn.functional.cross_entropy(self.logits(batch), targets, reduction="none")
        losses.mean().backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.adamw.step()
        self.adamw.zero_grad()
        self.steps += 1
        if self.decay:
            decay = min(self.decay, (self.steps + 1) / (self.steps + 10))
            with torch.no_grad():
                for slow, fast in zip(self.slow, self.trained):
                    slow.lerp_(fast, 1 - decay)
        if self.buffer:
            for example, loss in zip(new, losses.tolist()):
                self.buffer.offer(example, loss)

    @torch.no_grad()
    def accuracy(self, examples):
        fast = [p.detach().clone() for p in self.trained]
        if self.decay and self.steps:
            for parameter, slow in zip(self.trained, self.slow):
                parameter.copy_(slow)
        right = 0
        for begin in range(0, len(examples), 64):
            some = examples[begin:begin + 64]
            right += sum(g == t for g, (_, t) in zip(self.logits(some).argmax(1).tolist(), some))
        for parameter, value in zip(self.trained, fast):
            parameter.copy_(value)
        return right / len(examples)


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    with open(args.stream, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    labels = sorted({record["label"] for record in records})
    tokenizer = transformers.AutoTokenizer.from_pretrained(args.base)

    def encoded(some):
        return [(tokenizer(r["text"], truncation=True, max_length=128)["input_ids"], labels.index(r["label"])) for r in some]

    parts = cut(records, args.eras)
    measured = [encoded([r for r in era if held_out(r["text"], HELD_OUT_PERCENT)]) for era in parts]
    learner = Learner(args, len(labels))
    untouched = [learner.accuracy(examples) for examples in measured]
    rows, seconds, learned = [], 0.0, 0
    for era in parts:
        new = encoded([r for r in era if not held_out(r["text"], HELD_OUT_PERCENT)])
        learned += len(new)
        began = time.process_time()
        for begin in range(0, len(new), RECORDS):
            learner.learn(new[begin:begin + RECORDS])
        seconds += time.process_time() - began
        rows.append([learner.accuracy(examples) for examples in measured])
    print(json.dumps({
        "records": learned,
        "processorSeconds": seconds,
        "eras": {"untouched": untouched, "checkpoints": rows},
    }, indent=2))


if __name__ == "__main__":
    main()
