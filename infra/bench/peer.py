"""The peer: PyTorch + PEFT on the same work as `sharelora bench`, as one JSON object.

    pip install torch transformers peft
    python infra/bench/peer.py --shape minilm --sequences 32 --length 64
    python infra/bench/peer.py --stream F.jsonl --base DIR [--head language]

Share-A on query and value (GPT-2: on c_attn, which they are part of), rank 8, its A one tied parameter over all layers; AdamW,
clipping. A head of 8 classes: of the mean, or the family's own; or the language head, whose loss is of every next token.
A batch is padded to its longest sequence; --bucketed sorts a stream by length within 50 batches, as trainers do.
"""

import argparse
import json
import os
import random
import resource
import statistics
import time

import peft
import torch
import transformers

SHAPES = {  # family, layers, hidden, heads, intermediate, vocabulary
    "minilm": ("bert", 6, 384, 12, 1536, 30522),
    "bge-small": ("bert", 12, 384, 12, 1536, 30522),
    "bert-base": ("bert", 12, 768, 12, 3072, 30522),
    "roberta-base": ("roberta", 12, 768, 12, 3072, 50265),
    "roberta-large": ("roberta", 24, 1024, 16, 4096, 50265),
    "gpt2": ("gpt2", 12, 768, 12, 3072, 50257),
}
DROPOUT = {
    "bert": ("hidden_dropout_prob", "attention_probs_dropout_prob"),
    "roberta": ("hidden_dropout_prob", "attention_probs_dropout_prob"),
    "gpt2": ("embd_pdrop", "attn_pdrop", "resid_pdrop"),
    "llama": ("attention_dropout",),
}
TARGETS = {
    "bert": ["query", "value"], "roberta": ["query", "value"], "gpt2": ["c_attn"], "llama": ["q_proj", "v_proj"]}
CLASSES, RANK, SCALE = 8, 8, 10.0


def arguments():
    parser = argparse.ArgumentParser(description="PyTorch + PEFT on the work of `sharelora bench`")
    parser.add_argument("--shape", choices=SHAPES, default="minilm")
    parser.add_argument("--base", help="a model's folder in place of --shape")
    parser.add_argument("--stream", help="one pass over a file of labelled JSON lines; needs --base")
    parser.add_argument("--bucketed", action="store_true", help="batches of a stream by length")
    parser.add_argument("--sequences", type=int, default=32)
    parser.add_argument("--length", type=int, default=64)
    parser.add_argument("--lengths", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--head", choices=("mean", "stock", "language"), default="mean")
    parser.add_argument("--dropout", action="store_true", help="0.1 in the base, in place of none")
    parser.add_argument("--bfloat16", action="store_true", help="autocast, frozen matrices kept in bfloat16")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--warm-up", type=int, default=10)
    parser.add_argument("--steps", type=int, default=20)
    return parser.parse_args()


def auto(head):
    """The class that opens a base for that head, and what it is told beside."""
    if head == "stock":
        return transformers.AutoModelForSequenceClassification, {"num_labels": CLASSES, "pad_token_id": 0}
    if head == "language":
        return transformers.AutoModelForCausalLM, {}
    return transformers.AutoModel, {}


def open_base(args):
    opened, options = auto(args.head)
    if args.base:
        family = transformers.AutoConfig.from_pretrained(args.base).model_type
    else:
        family, layers, hidden, heads, intermediate, vocabulary = SHAPES[args.shape]
    probability = 0.1 if args.dropout else 0.0
    options |= dict.fromkeys(DROPOUT[family], probability)
    if opened is transformers.AutoModel and family in ("bert", "roberta"):
        options["add_pooling_layer"] = False
    if args.base:
        return opened.from_pretrained(args.base, dtype=torch.float32, **options)
    if family == "gpt2":
        sizes = {"n_layer": layers, "n_embd": hidden, "n_head": heads, "n_positions": 1024}
    else:
        sizes = {
            "num_hidden_layers": layers, "hidden_size": hidden, "num_attention_heads": heads,
            "intermediate_size": intermediate, "max_position_embeddings": 514 if family == "roberta" else 512}
    pooling = {name: options.pop(name) for name in ("add_pooling_layer",) if name in options}
    config = transformers.AutoConfig.for_model(family, vocab_size=vocabulary, **sizes, **options)
    return opened.from_config(config, **pooling)


def adapted(base):
    targets = TARGETS[base.config.model_type]
    model = peft.get_peft_model(base, peft.LoraConfig(r=RANK, lora_alpha=RANK, target_modules=targets))
    shared = {}
    for name, module in model.named_modules():
        last = name.rsplit(".", 1)[-1]
        if last in targets:
            a = module.lora_A["default"]
            a.weight = shared.setdefault(last, a.weight)
    return model


class MeanClassifier(torch.nn.Module):
    def __init__(self, base, classes):
        super().__init__()
        self.encoder = adapted(base)
        self.head = torch.nn.Linear(base.config.hidden_size, classes)

    def forward(self, ids, mask, targets):
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(hidden.dtype)
        logits = self.head(SCALE * (hidden * weights).sum(1) / weights.sum(1))
        return torch.nn.functional.cross_entropy(logits, targets)


class StockClassifier(torch.nn.Module):
    def __init__(self, base):
        super().__init__()
        self.model = adapted(base)
        for name, parameter in self.model.named_parameters():
            if ".classifier." in name or ".score." in name:
                parameter.requires_grad = True

    def forward(self, ids, mask, targets):
        return self.model(input_ids=ids, attention_mask=mask, labels=targets).loss


class LanguageModel(torch.nn.Module):
    def __init__(self, base):
        super().__init__()
        self.model = adapted(base)

    def forward(self, ids, mask, given):
        """The loss of every next token behind those that are given."""
        asked = (mask == 1) & (torch.arange(ids.shape[1]) >= given.unsqueeze(1))
        return self.model(input_ids=ids, attention_mask=mask, labels=ids.masked_fill(~asked, -100)).loss


def model_of(args, classes):
    base = open_base(args)
    if args.head == "stock":
        return StockClassifier(base)
    return LanguageModel(base) if args.head == "language" else MeanClassifier(base, classes)


class Trainer:
    def __init__(self, args, classes):
        torch.manual_seed(7)
        self.bfloat16 = args.bfloat16
        self.model = model_of(args, classes).train()
        if self.bfloat16:
            for parameter in self.model.parameters():
                if not parameter.requires_grad and parameter.dim() == 2:
                    parameter.data = parameter.data.to(torch.bfloat16)
        self.trained = [p for p in self.model.parameters() if p.requires_grad]
        self.adamw = torch.optim.AdamW(self.trained, lr=2e-3, weight_decay=0.01)

    def step(self, ids, mask, targets):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bfloat16):
            loss = self.model(ids, mask, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.adamw.step()
        self.adamw.zero_grad()


def padded(sequences, padding=0):
    longest = max(len(s) for s in sequences)
    ids = torch.tensor([s + [padding] * (longest - len(s)) for s in sequences])
    mask = torch.tensor([[1] * len(s) + [0] * (longest - len(s)) for s in sequences])
    return ids, mask


def resident(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name + ":"))


def steps(args):
    trainer = Trainer(args, CLASSES)
    loaded = resident("VmRSS")
    lengths = args.lengths or [args.length] * args.sequences
    draw = random.Random(7)
    ids, mask = padded([[draw.randrange(5, 30000) for _ in range(n)] for n in lengths])
    targets = torch.tensor([0 if args.head == "language" else draw.randrange(CLASSES) for _ in lengths])
    millis = []
    for _ in range(args.warm_up + args.steps):
        began = time.perf_counter()
        trainer.step(ids, mask, targets)
        millis.append((time.perf_counter() - began) * 1e3)
    lower, median, upper = statistics.quantiles(millis[args.warm_up:], n=4, method="inclusive")
    return {
        "tokens": sum(lengths),
        "stepMillis": {"lower": lower, "median": median, "upper": upper},
        "tokensPerSecond": sum(lengths) / median * 1e3,
        "firstStepMillis": millis[0],
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "loadedBytes": loaded,
    }


def encode(args, record, tokenizer, labels):
    """Token ids and what they are to be learned by: a class, or how many of the first are given."""
    if args.head != "language":
        ids = tokenizer(record["text"], truncation=True, max_length=args.length)["input_ids"]
        return ids, labels.index(record["label"])
    prompt = tokenizer(record["text"])["input_ids"]
    completion = tokenizer(record["completion"], add_special_tokens=False)["input_ids"]
    return (prompt + completion + [tokenizer.eos_token_id])[:args.length], len(prompt)


def batches(args, records, tokenizer, labels):
    """Tokenized, 32 at a time; bucketed: sorted by length within 50 batches, batches of a bucket in random order."""
    size = args.sequences
    encoded = [encode(args, record, tokenizer, labels) for record in records]
    if not args.bucketed:
        return [encoded[i:i + size] for i in range(0, len(encoded), size)]
    result = []
    for begin in range(0, len(encoded), 50 * size):
        bucket = sorted(encoded[begin:begin + 50 * size], key=lambda pair: len(pair[0]))
        some = [bucket[i:i + size] for i in range(0, len(bucket), size)]
        random.Random(begin).shuffle(some)
        result.extend(some)
    return result


def stream(args):
    with open(args.stream) as file:
        wanted = "completion" if args.head == "language" else "label"
        records = [record for record in map(json.loads, file) if record.get(wanted)]
    labels = [] if args.head == "language" else sorted({record["label"] for record in records})
    tokenizer = transformers.AutoTokenizer.from_pretrained(args.base)
    trainer = Trainer(args, len(labels))
    began = time.perf_counter()
    tokens = 0
    for batch in batches(args, records, tokenizer, labels):
        ids, mask = padded([ids for ids, _ in batch], tokenizer.pad_token_id or 0)
        trainer.step(ids, mask, torch.tensor([target for _, target in batch]))
        tokens += sum(len(ids) for ids, _ in batch)
    seconds = time.perf_counter() - began
    return {
        "records": len(records),
        "tokens": tokens,
        "seconds": seconds,
        "recordsPerSecond": len(records) / seconds,
        "tokensPerSecond": tokens / seconds,
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    figures = stream(args) if args.stream else steps(args)
    figures = {"peer": f"PyTorch {torch.__version__}, PEFT {peft.__version__}", "threads": args.threads, **figures}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
