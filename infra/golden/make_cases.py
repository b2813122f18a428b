"""Models as people publish them, and what transformers and PEFT make of them.

    pip install torch transformers tokenizers peft safetensors
    python infra/golden/make_cases.py services            # or some of its parts: rope tokenizers heads converted models vocabularies

Writes into the test resources of the engine, of importers and of text. Everything is tiny, and rounded to seven digits.
"""

import itertools
import json
import pathlib
import sys
import tempfile

import peft
import tokenizers
import torch
import transformers
from safetensors.torch import load_file, save_file
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
    bert, fast = {"tokenizer_class": "BertTokenizer"}, {"tokenizer_class": "PreTrainedTokenizerFast"}
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
    unmasked = json.loads(wordpiece().to_str())
    unmasked["added_tokens"] = unmasked["added_tokens"][:4]
    yield "bert", unmasked, bert, {}, ["mask_token"]
    yield "bert", unmasked, fast, {}, []
    yield "bert", wordpiece(), {**bert, "model_max_length": 512}, {}, []
    yield "bert", wordpiece(), {**bert, "split_special_tokens": True}, {}, ["split_special_tokens"]
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


def sized(make, family):
    vocabulary = len(make.get_vocab())
    sizes = dict(vocab_size=vocabulary, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12)
    if family == "gpt2":
        return transformers.GPT2Config(vocab_size=vocabulary, n_embd=8, n_layer=2, n_head=2, n_positions=48, bos_token_id=0,
                                       eos_token_id=0)
    if family == "llama":
        return transformers.LlamaConfig(**sizes, num_key_value_heads=1, max_position_embeddings=48, bos_token_id=0, eos_token_id=1)
    if family == "roberta":
        return transformers.RobertaConfig(**sizes, max_position_embeddings=50, type_vocab_size=1, pad_token_id=1, bos_token_id=0,
                                          eos_token_id=2)
    return transformers.BertConfig(**sizes, max_position_embeddings=48)


def scaled(model):
    """Weights large enough for a difference to show."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            center = 1.0 if parameter.dim() == 1 and name.endswith(".weight") else 0.0
            parameter.copy_(center + 0.3 * torch.randn_like(parameter))
    return model.eval()


class Model:
    """A folder, with what transformers computes of it when that is asked for."""

    def __init__(self, folder, cases, name, family, model, tokenizer, tokenizer_config=None):
        self.folder, self.cases, self.family = folder / name, cases, family
        self.case = {"name": name, "family": family, "refused": None, "says": []}
        self.folder.mkdir(parents=True, exist_ok=True)
        scaled(model).save_pretrained(self.folder)
        (self.folder / "generation_config.json").unlink(missing_ok=True)
        tokenizer.save(str(self.folder / "tokenizer.json"))
        content = json.loads((self.folder / "tokenizer.json").read_text())
        write(self.folder / "tokenizer.json", content)
        if tokenizer_config is not None:
            write(self.folder / "tokenizer_config.json", tokenizer_config)

    def config(self, **fields):
        content = json.loads((self.folder / "config.json").read_text())
        content = {key: value for key, value in content.items() if key not in fields or fields[key] is not None}
        write(self.folder / "config.json", {**content, **{key: value for key, value in fields.items() if value is not None}})
        return self

    def tensors(self, change):
        file = self.folder / "model.safetensors"
        changed = {name: tensor.clone().contiguous() for name, tensor in change(load_file(file)).items()}
        save_file(changed, file, metadata={"format": "pt"})
        return self

    def refused(self, *words):
        self.case["refused"] = list(words)
        self.cases.append(self.case)

    def taken(self, *says, head=False, texts=("the parcel was lost", "Caf\u00e9 refund! <pad> twice")):
        self.case["says"] = list(says)
        read = transformers.AutoTokenizer.from_pretrained(self.folder)
        kind = transformers.AutoModelForCausalLM if head else transformers.AutoModel
        model = kind.from_pretrained(self.folder, dtype=torch.float32).eval()
        self.case["texts"] = []
        for text in texts:
            ids = read(text)["input_ids"]
            with torch.no_grad():
                said = model(torch.tensor([ids]))
            numbers = said.logits[0, -1] if head else said.last_hidden_state[0]
            self.case["texts"].append({"text": text, "ids": ids, "numbers": rounded(numbers)})
        self.case["head"] = head
        self.cases.append(self.case)


def renamed(*pairs):
    def change(tensors):
        result = {}
        for name, tensor in tensors.items():
            for old, new in pairs:
                name = name.replace(old, new)
            result[name] = tensor
        return result
    return change


def write_models(folder):
    cases, bert = [], wordpiece()
    make = lambda name, family, kind, tokenizer, said=None, **fields: Model(
        folder, cases, name, family, kind(update(sized(tokenizer, family), fields)), tokenizer, said)
    old = renamed(("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"))
    make("bert-gamma-beta", "bert", transformers.BertForPreTraining, bert).tensors(old).taken("left out", "cls.predictions")
    make("bert-cased", "bert", transformers.BertModel, wordpiece(lowercase=False),
         {"tokenizer_class": "BertTokenizer", "do_lower_case": False}).taken()
    wide = wordpiece()
    wide.add_tokens(["<new>"])
    make("bert-more-tokens-than-rows", "bert", transformers.BertModel, wide,
         vocab_size=len(bert.get_vocab())).taken(str(len(wide.get_vocab())), str(len(bert.get_vocab())))
    make("bert-third-layer", "bert", transformers.BertModel, bert).config(num_hidden_layers=1).refused("encoder.layer.1.")
    make("roberta-padding-in-a-text", "roberta", transformers.RobertaModel, roberta()).taken(
        "left out", "pooler.dense", texts=("lost <pad> card <pad><pad> twice", "the <pad>"))
    buffers = lambda tensors: {**tensors, "transformer.h.0.attn.bias": torch.ones(1, 1, 48, 48).to(torch.uint8),
                               "transformer.h.0.attn.masked_bias": torch.tensor(-1e4)}
    make("gpt2-with-buffers", "gpt2", transformers.GPT2LMHeadModel, gpt2()).tensors(buffers).taken(head=True)
    other = lambda table: lambda tensors: {**tensors, "lm_head.weight": tensors[table] + 0.1}
    same = lambda table: lambda tensors: {**tensors, "lm_head.weight": tensors[table].clone()}
    make("gpt2-another-head", "gpt2", transformers.GPT2LMHeadModel, gpt2()).tensors(
        other("transformer.wte.weight")).config(tie_word_embeddings=None).refused("lm_head.weight", "tie_word_embeddings")
    make("gpt2-untied", "gpt2", transformers.GPT2LMHeadModel, gpt2(), tie_word_embeddings=False).taken(head=True)
    make("llama-tied-twice", "llama", transformers.LlamaForCausalLM, llama(), tie_word_embeddings=True).tensors(
        same("model.embed_tokens.weight")).taken(head=True)
    make("llama-another-head", "llama", transformers.LlamaForCausalLM, llama(), tie_word_embeddings=True).tensors(
        other("model.embed_tokens.weight")).refused("lm_head.weight", "tie_word_embeddings")
    make("llama-untied-unsaid", "llama", transformers.LlamaForCausalLM, llama()).config(tie_word_embeddings=None).taken(head=True)
    make("llama-without-head", "llama", transformers.LlamaModel, llama()).taken()
    make("llama-of-a-classifier", "llama", transformers.LlamaForSequenceClassification, llama(),
         pad_token_id=1).taken("score.weight")
    make("llama-biased", "llama", transformers.LlamaModel, llama(), attention_bias=True).config(
        attention_bias=False).refused("self_attn", "bias")
    make("llama-half", "llama", lambda config: transformers.LlamaForCausalLM(config).to(torch.bfloat16), llama(),
         {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}).taken(head=True)
    make("llama-theta-beside", "llama", transformers.LlamaForCausalLM, llama()).config(
        rope_parameters={"rope_type": "default"}, rope_theta=500000.0).taken(head=True)
    make("llama-theta-inside", "llama", transformers.LlamaForCausalLM, llama()).config(
        rope_parameters=None, rope_scaling={"rope_type": "linear", "factor": 2.0, "rope_theta": 500000.0}).taken(head=True)
    write(folder / "models.json", cases)


def update(config, fields):
    for name, value in fields.items():
        setattr(config, name, value)
    return config


def write_heads(folder):
    """Stock heads of decoders, whose last token is the last one that is no padding."""
    for family, kind, tokenizer in (("llama", transformers.LlamaForSequenceClassification, llama()),
                                    ("gpt2", transformers.GPT2ForSequenceClassification, gpt2())):
        for padding in (None, 5):
            config = update(sized(tokenizer, family), {"pad_token_id": padding, "num_labels": 3})
            model = scaled(kind(config))
            place = folder / f"{family}-score{'-padded' if padding else ''}"
            model.save_pretrained(place)
            texts = [[7, 8, 9], [7, 5, 9, 5], [5, 5, 5], [5], [9, 5, 5, 5, 5]]
            outputs = [rounded(model(torch.tensor([ids])).logits[0]) for ids in texts]
            write(place / "outputs.json", {"texts": texts, "outputs": outputs})


def write_converted(folder):
    """An adapter that began by changing the base, turned into plain LoRA by PEFT."""
    torch.manual_seed(11)
    base = scaled(transformers.LlamaForCausalLM(sized(llama(), "llama")))
    base.save_pretrained(folder / "base")
    (folder / "base/generation_config.json").unlink(missing_ok=True)
    config = peft.LoraConfig(r=2, lora_alpha=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM", init_lora_weights="pissa")
    model = peft.get_peft_model(base, config)
    with tempfile.TemporaryDirectory() as start:
        model.peft_config["default"].init_lora_weights = True
        model.save_pretrained(start)
        model.peft_config["default"].init_lora_weights = "pissa"
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "lora_" in name:
                    parameter.add_(0.2 * torch.randn_like(parameter))
        ids = [0, 30, 40, 50, 60]
        logits = rounded(model.eval()(torch.tensor([ids])).logits[0, -1].detach())
        model.save_pretrained(folder / "pissa")
        model.save_pretrained(folder / "converted", path_initial_model_for_weight_conversion=start)
    for name in ("pissa", "converted"):
        (folder / name / "README.md").unlink(missing_ok=True)
    write(folder / "logits.json", {"ids": ids, "logits": logits})


def write(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n")


def main():
    services = pathlib.Path(sys.argv[1])
    parts = sys.argv[2:] or ["rope", "tokenizers", "heads", "converted", "models", "vocabularies"]
    engine, text, operations = (services / name / "src/test/resources/golden/cases" for name in ("engine", "text", "operations"))
    places = {"rope": engine, "tokenizers": text, "heads": engine, "converted": engine / "adapter", "models": operations,
              "vocabularies": operations}
    for part in parts:
        torch.manual_seed(7)
        globals()["write_" + part](places[part])


if __name__ == "__main__":
    main()
