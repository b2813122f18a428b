"""What infra/bench/methods.sh makes of its reports: a row of one run, the tables of all, and what a model has forgotten.

    python methods.py row FOLDER/NAME                   # of NAME.json and NAME.params
    python methods.py tables FOLDER
    python methods.py forgot BASE ADAPTER TEXTS.jsonl   # needs torch, transformers, peft
"""

import collections
import json
import pathlib
import statistics
import sys


class Run:
    """A report, whose name says PART-STREAM-METHOD-RANK-SEED; of the rates, the rate in the seed's place."""

    def __init__(self, file):
        self.name = file.name.removesuffix(".json")
        self.part, self.stream, rest = self.name.split("-", 2)
        self.method, self.rank, self.seed = split(rest)
        self.report = json.loads(file.read_text())
        self.params = json.loads(file.with_name(self.name + ".params").read_text())[0]

    @property
    def trained(self):
        return self.report["trainableParameters"]

    @property
    def held_out(self):
        return self.report.get("accuracyAfter", self.report.get("perplexityAfter"))

    @property
    def state(self):
        """Of MiniLM, by its shape; the state of a language model is as much larger as it trains more."""
        return self.params["bytes"]["state"] if self.stream != "smollm2" else None

    def row(self):
        state = f"{self.state:,}" if self.state else "–"
        return f"| {self.name} | {self.trained:,} | {state} | {self.held_out:.4f} | {self.report['recordsPerSecond']:.0f} |"


def split(rest):
    """METHOD-RANK-SEED: method and rate may have a hyphen of their own."""
    words = rest.split("-")
    rank = next(i for i, word in enumerate(words) if i > 0 and word.isdigit())
    return "-".join(words[:rank]), int(words[rank]), "-".join(words[rank + 1 :])


def spread(numbers, digits=3):
    deviation = f" ± {statistics.stdev(numbers):.{digits}f}" if len(numbers) > 1 else ""
    return f"{statistics.mean(numbers):.{digits}f}{deviation}"


def tables(folder):
    groups = collections.defaultdict(list)
    for file in sorted(folder.glob("*-*.json")):
        run = Run(file)
        groups[run.part, run.stream, run.method, run.rank].append(run)
    of_streams = {key: runs for key, runs in groups.items() if key[0] in ("rank", "count")}
    print("\n| at | stream | method | rank | trained numbers | state, bytes | held-out accuracy, mean ± sd | records/s |")
    print("|---|---|---|---|---|---|---|---|")
    for (part, stream, method, rank), runs in sorted(of_streams.items()):
        accuracy = spread([run.held_out for run in runs])
        speed = spread([run.report["recordsPerSecond"] for run in runs], 0)
        print(f"| equal {part} | {stream} | `{method}` | {rank} | {runs[0].trained:,} | {runs[0].state:,} | {accuracy} | {speed} |")
    print("\n| method | accuracy by rate | max - min |\n|---|---|---|")
    for (part, _, method, _), runs in sorted(groups.items()):
        if part == "rates":
            each = sorted((float(run.seed), run.held_out) for run in runs)
            reach = max(found for _, found in each) - min(found for _, found in each)
            print(f"| `{method}` | {', '.join(f'{rate:g}: {found:.3f}' for rate, found in each)} | {reach:.3f} |")
    print("\n| method | trained numbers | perplexity of corrections | rise in loss on glosses, nats per token |\n|---|---|---|---|")
    for (part, _, method, _), runs in sorted(groups.items()):
        if part == "corrections":
            file = folder / f"{runs[0].name}.forgot"
            rise = f"{json.loads(file.read_text())['rise']:.4f}" if file.exists() else "–"
            print(f"| `{method}` | {runs[0].trained:,} | {spread([run.held_out for run in runs])} | {rise} |")


def forgot(base, adapter, texts):
    """Loss of the base and of the base with the adapter, on every token but the first of each text."""
    import peft
    import torch
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    model = transformers.AutoModelForCausalLM.from_pretrained(base).float()
    lines = [json.loads(line)["text"] for line in pathlib.Path(texts).read_text().splitlines()]
    tokens = [ids for ids in (tokenizer(line, return_tensors="pt").input_ids for line in lines) if ids.shape[1] > 1]

    def loss(of):
        with torch.no_grad():
            return sum(of(input_ids=ids, labels=ids).loss.item() * (ids.shape[1] - 1) for ids in tokens)

    asked = sum(ids.shape[1] - 1 for ids in tokens)
    before = loss(model) / asked
    after = loss(peft.PeftModel.from_pretrained(model, adapter).eval()) / asked
    return {"before": round(before, 6), "after": round(after, 6), "rise": round(after - before, 6), "tokens": asked}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["row", name]:
            print(Run(pathlib.Path(name + ".json")).row())
        case ["tables", folder]:
            tables(pathlib.Path(folder))
        case ["forgot", *files]:
            print(json.dumps(forgot(*files)))
        case _:
            sys.exit(__doc__)
