"""Models as people publish them, and what transformers and PEFT make of them.

    pip install torch transformers tokenizers peft safetensors
    python infra/golden/make_cases.py services

Writes into the test resources of the engine, of importers and of text. Everything is tiny, and rounded to seven digits.
"""

import itertools
import json
import pathlib
import sys

import torch
import transformers

LLAMA = {
    "model_type": "llama",
    "vocab_size": 20,
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 64,
}
KINDS = {
    "default": {},
    "linear": {"factor": 2.0},
    "llama3": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0},
}


def rounded(tensor):
    return [float(f"{x:.7g}") for x in tensor.flatten().tolist()]


def rope_settings():
    """Every place that a setting can be in, as the fields of a config, and whether they contradict each other."""
    for theta in ({}, {"rope_theta": 500000.0}):
        yield theta, False
        for place, kind, word in itertools.product(("rope_scaling", "rope_parameters"), KINDS, ("rope_type", "type", None)):
            if word is None and kind != "default":
                continue
            for inner in ({}, {"rope_theta": 500000.0}, {"rope_theta": 20000.0}):
                settings = {**({word: kind} if word else {}), **KINDS[kind], **inner}
                contradicts = bool(theta) and inner.get("rope_theta") == 20000.0
                for original in ((None, "inside", "beside") if kind == "llama3" else (None,)):
                    inside = {"original_max_position_embeddings": 16} if original == "inside" else {}
                    beside = {"original_max_position_embeddings": 16} if original == "beside" else {}
                    yield {**theta, place: {**settings, **inside}, **beside}, contradicts
    yield {"rope_scaling": None, "rope_parameters": None, "rope_theta": 500000}, False
    yield {"rope_scaling": {}, "rope_parameters": {"rope_type": "linear", "factor": 4, "rope_theta": 9000}}, False
    both = {"rope_type": "linear", "factor": 4.0, "rope_theta": 9000.0}
    yield {"rope_scaling": dict(both), "rope_parameters": dict(both)}, False
    yield {"rope_scaling": dict(both), "rope_parameters": {**both, "factor": 2.0}}, True
    yield {"rope_scaling": {"type": "linear", "rope_type": "default", "factor": 2.0}}, True


def write_rope(folder):
    cases = []
    for fields, contradicts in rope_settings():
        config = {**LLAMA, **json.loads(json.dumps(fields))}
        case = {"fields": fields, "contradicts": contradicts}
        if not contradicts:
            config = transformers.LlamaConfig.from_dict(config)
            rotary = transformers.models.llama.modeling_llama.LlamaRotaryEmbedding(config)
            case["frequencies"] = rounded(rotary.inv_freq)
        cases.append(case)
    write(folder / "rope.json", {"base": LLAMA, "cases": cases})


def write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n")


def main():
    services = pathlib.Path(sys.argv[1])
    torch.manual_seed(7)
    write_rope(services / "engine/src/test/resources/golden/cases")


if __name__ == "__main__":
    main()
