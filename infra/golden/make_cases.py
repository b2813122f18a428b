"""Models as people publish them, and what transformers and PEFT make of them.

    pip install torch transformers tokenizers peft safetensors
    python infra/golden/make_cases.py services

Writes into the test resources of the engine, of importers and of text. Everything is tiny, and rounded to seven digits.
"""

import itertools
import json
import pathlib
import sys
import tempfile

import tokenizers
import torch
import transformers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

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


WORDS = "the a late parcel was lost and my card charged twice Refund invoice caf\u00e9 where is it hello".split()
TEXTS = ["Hello the parcel", "caf\u00e9 refund, twice!", "the  card", " where is it", "lost \u6c34\u6c34 card", "[MASK] the", "<s> a </s>",
         "it<|endoftext|>was", "the <new> card", ""]
PAIRS = [["the parcel", "was lost"], ["Refund", "card"]]


def wordpiece(**normalizer):
    letters = list("abcdefghijklmnopqrstuvwxyz\u00e9!,.\u6c34")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + sorted({*WORDS, *(word.lower() for word in WORDS), "cafe", "Hello"})
    pieces += [p for p in letters if p not in pieces] + ["##" + letter for letter in letters]
    made = tokenizers.Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(**normalizer)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    made.add_special_tokens(pieces[:5])
    return made


def bytelevel(specials, prefix=False):
    made = tokenizers.Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=specials, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    made.train_from_iterator([" ".join(WORDS[i:] + WORDS[:i]) for i in range(len(WORDS))], trainer)
    return made


def roberta(prefix=False):
    made = bytelevel(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], prefix)
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=prefix)
    return made


def llama():
    made = bytelevel(["<s>", "</s>"])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0), ("</s>", 1)])
    return made


def gpt2(prefix=False):
    made = bytelevel(["<|endoftext|>"], prefix)
    made.post_processor = processors.ByteLevel(trim_offsets=False)
    return made


def changed(made, part, **fields):
    """A tokenizer.json with some fields of a part replaced."""
    content = json.loads(made.to_str())
    if fields:
        content[part] = {**(content[part] or {}), **fields}
    else:
        content[part] = None
    return content


NEW = {"content": "<new>", "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True}
MASK = {**NEW, "content": "[MASK]"}


def tokenizer_cases():
    """Family, tokenizer, tokenizer_config.json (None: no such file), other files, and the fields that a refusal names."""
    bert = dict(tokenizer_class="BertTokenizer")
    for flags in itertools.product((True, False), repeat=2):
        for said in ({}, {"do_lower_case": True}, {"do_lower_case": False}, {"strip_accents": False},
                     {"strip_accents": True, "do_lower_case": False}, {"tokenize_chinese_chars": False}):
            made = wordpiece(lowercase=flags[0], handle_chinese_chars=flags[1])
            yield "bert", made, {**bert, **said}, {}, []
    yield "bert", wordpiece(lowercase=True, strip_accents=False), {**bert, "do_lower_case": True}, {}, []
    yield "bert", wordpiece(), {"do_lower_case": False}, {}, []
    yield "bert", wordpiece(), {"tokenizer_class": "BertTokenizerFast", "do_lower_case": False, "model_max_length": 9}, {}, []
    yield "bert", wordpiece(lowercase=False), {"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": True}, {}, []
    yield "bert", wordpiece(lowercase=False), {"tokenizer_class": "TokenizersBackend"}, {}, []
    yield "bert", wordpiece(), None, {}, []
    yield "bert", wordpiece(), {**bert, "clean_up_tokenization_spaces": False, "padding_side": "left"}, {}, []
    yield "bert", changed(wordpiece(), "normalizer"), bert, {}, ["tokenizer_class"]
    yield "bert", changed(wordpiece(), "normalizer", clean_text=False), bert, {}, ["tokenizer_class"]
    yield "bert", changed(wordpiece(), "pre_tokenizer", type="Whitespace"), bert, {}, ["tokenizer_class"]
    yield "bert", changed(wordpiece(), "model", max_input_chars_per_word=3), bert, {}, ["tokenizer_class"]
    yield "bert", changed(wordpiece(), "post_processor"), bert, {}, ["tokenizer_class"]
    yield "bert", changed(wordpiece(), "pre_tokenizer", type="Whitespace"), {"tokenizer_class": "PreTrainedTokenizerFast"}, {}, []
    yield "bert", wordpiece(), {**bert, "additional_special_tokens": ["<new>"]}, {}, ["additional_special_tokens[0]"]
    yield "bert", wordpiece(), {**bert, "pad_token": "<new>"}, {}, ["pad_token"]
    yield "bert", wordpiece(), bert, {"special_tokens_map.json": {"cls_token": "<new>"}}, ["cls_token", "tokenizer_class"]
    yield "bert", wordpiece(), bert, {"added_tokens.json": {"<new>": 90}}, ["a token"]
    yield "bert", wordpiece(), {**bert, "added_tokens_decoder": {"4": MASK}}, {}, ["added_tokens_decoder"]
    yield "bert", wordpiece(), {**bert, "added_tokens_decoder": {"95": NEW}}, {}, ["added_tokens_decoder[95]"]
    yield "bert", wordpiece(), {**bert, "split_special_tokens": True}, {}, ["split_special_tokens"]
    fast = {"tokenizer_class": "PreTrainedTokenizerFast"}
    yield "bert", wordpiece(), {**fast, "added_tokens_decoder": {"4": {**MASK, "lstrip": True}}}, {}, ["added_tokens_decoder[4].lstrip"]
    yield "bert", wordpiece(), {**fast, "added_tokens_decoder": {"4": MASK}}, {}, []
    for family, make, name in (("roberta", roberta, "RobertaTokenizer"), ("gpt2", gpt2, "GPT2Tokenizer")):
        for prefix, said in itertools.product((False, True), ({}, {"add_prefix_space": True}, {"add_prefix_space": False})):
            yield family, make(prefix), {"tokenizer_class": name, **said}, {}, []
            if said.get("add_prefix_space", prefix) == prefix:
                yield family, make(prefix), {**fast, **said}, {}, []
            else:
                yield family, make(prefix), {**fast, **said}, {}, ["add_prefix_space"]
        yield family, make(), None, {}, []
        yield family, changed(make(), "normalizer", type="Lowercase"), {"tokenizer_class": name}, {}, ["tokenizer_class"]
        yield family, changed(make(), "pre_tokenizer", use_regex=False), {"tokenizer_class": name}, {}, ["tokenizer_class"]
        yield family, make(), {"tokenizer_class": name, "add_eos_token": True}, {}, [] if family == "roberta" else ["add_eos_token"]
    yield "roberta", changed(roberta(), "post_processor"), {"tokenizer_class": "RobertaTokenizer"}, {}, ["tokenizer_class"]
    for said in ({}, {"add_bos_token": True}, {"add_eos_token": False}, {"bos_token": "<s>", "eos_token": "</s>"}):
        yield "llama", llama(), {**fast, **said}, {}, []
        yield "llama", llama(), {"tokenizer_class": "LlamaTokenizer", **said}, {}, []
    yield "llama", llama(), {"tokenizer_class": "LlamaTokenizerFast", "add_bos_token": False}, {}, ["add_bos_token"]
    yield "llama", llama(), {**fast, "add_eos_token": True}, {}, ["add_eos_token"]
    yield "llama", llama(), {**fast, "truncation_side": "left"}, {}, ["truncation_side"]
    yield "llama", llama(), {**fast, "unk_token": "<unk>"}, {}, ["unk_token"]
    yield "llama", llama(), None, {}, []


def write_tokenizers(folder):
    kept, cases = [], []
    for family, made, said, others, refused in tokenizer_cases():
        content = made if isinstance(made, dict) else json.loads(made.to_str())
        content["version"] = "1.0"
        if content not in kept:
            kept.append(content)
        case = {"family": family, "tokenizer": kept.index(content), "config": said, "others": others, "refused": refused}
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            write(place / "tokenizer.json", content)
            write(place / "config.json", {"model_type": family})
            for name, text in {**others, **({"tokenizer_config.json": said} if said is not None else {})}.items():
                write(place / name, text)
            if not refused:
                read = transformers.AutoTokenizer.from_pretrained(place)
                case["ids"] = [read(text)["input_ids"] for text in TEXTS]
                case["pairs"] = [read(*pair)["input_ids"] for pair in PAIRS]
        cases.append(case)
    # Most tokenizers have a vocabulary in common, which is kept once.
    vocabularies = []
    for content in kept:
        vocabulary = {key: content["model"].pop(key) for key in ("vocab", "merges") if key in content["model"]}
        if vocabulary not in vocabularies:
            vocabularies.append(vocabulary)
        content["model"]["shared"] = vocabularies.index(vocabulary)
    write(folder / "tokenizers.json",
          {"texts": TEXTS, "pairs": PAIRS, "vocabularies": vocabularies, "tokenizers": kept, "cases": cases})


def write_vocabularies(folder):
    """What a BERT's vocab.txt alone stands for."""
    cases = []
    vocabulary = wordpiece().get_vocab()
    pieces = sorted(vocabulary, key=vocabulary.get)
    for said in (None, {}, {"do_lower_case": False}, {"do_lower_case": True, "strip_accents": False},
                 {"tokenize_chinese_chars": False}):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            write(place / "config.json", {"model_type": "bert"})
            (place / "vocab.txt").write_text("\n".join(pieces) + "\n")
            if said is not None:
                write(place / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", **said})
            read = transformers.AutoTokenizer.from_pretrained(place)
            cases.append({"config": said, "ids": [read(text)["input_ids"] for text in TEXTS]})
    write(folder / "vocabularies.json", {"pieces": pieces, "texts": TEXTS, "cases": cases})


def write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n")


def main():
    services = pathlib.Path(sys.argv[1])
    torch.manual_seed(7)
    write_rope(services / "engine/src/test/resources/golden/cases")
    write_tokenizers(services / "text/src/test/resources/golden/cases")
    write_vocabularies(services / "operations/src/test/resources/golden/cases")


if __name__ == "__main__":
    main()
