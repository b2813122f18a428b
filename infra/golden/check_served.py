"""What check_exports.py asks of a PEFT export and of a merged one in stock transformers, beside the numbers: that a program
which serves them needs nothing else."""

import json
import warnings

import peft
import safetensors
import torch
import transformers

CHAT = [{"role": "user", "content": "where is my order?"}, {"role": "assistant", "content": "lost"}]
SAID = 8
TOLERANCES = {"float32": 1e-4, "float16": 1e-2, "bfloat16": 5e-2}


def problems(folder):
    """Everything that is off about the exports of one model, in words."""
    expected = json.loads((folder / "expected.json").read_text())
    for form in ("peft", "merged"):
        try:
            for problem in of_form(folder, form, expected):
                yield f"{form}: {problem}"
        except Exception as error:  # what a user would get, and the next folder may be well
            yield f"{form}: raises {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    yield from of_step_0(folder, expected)


def of_form(folder, form, expected):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder / form)
    for text, ids in zip(expected["texts"], expected["ids"]):
        found = tokenizer(text).input_ids
        if found != ids:
            yield f"the tokenizer gives {found} for {text!r}, the engine {ids}"
    if tokenizer.pad_token_id is None:
        yield "the tokenizer has no padding token"
        return
    batch = tokenizer(expected["texts"], padding=True, return_tensors="pt")
    model = loaded(folder, form, expected, tokenizer)
    if form == "merged":
        yield from of_config(folder / form, model, tokenizer, expected)
    model = model.float().eval()
    if expected["head"] == "language":
        yield from of_words(folder / form, model, tokenizer, expected, form)
    else:
        found = losses(folder / form, model, batch, expected["head"])
        wanted = torch.tensor(expected[form])
        difference = ((found - wanted).abs() / (1 + wanted.abs())).max().item()
        # The base of an adapter is loaded in float32 from what it was published as; a head is rounded in a merged model only.
        tolerance = TOLERANCES[expected["dtype"] if form == "merged" else "float32"]
        if not difference <= tolerance:
            yield f"losses of a padded batch differ from the engine's by {difference:.1e}, allowed {tolerance:.0e}"


def kind(expected):
    return {
        "stock": transformers.AutoModelForSequenceClassification,
        "language": transformers.AutoModelForCausalLM,
        "mean": transformers.AutoModel,
    }[expected["head"]]


def loaded(folder, form, expected, tokenizer):
    if form == "merged":
        return kind(expected).from_pretrained(folder / form, torch_dtype="auto")
    more = {}
    if expected["head"] == "stock":
        more = {"num_labels": len(expected["peft"][0]), "pad_token_id": tokenizer.pad_token_id}
    elif expected["head"] == "mean":
        more = {"add_pooling_layer": False}
    base = kind(expected).from_pretrained(folder / "base", **more).float()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = peft.PeftModel.from_pretrained(base, folder / form)
    missing = [str(w.message) for w in caught if "missing" in str(w.message).lower()]
    assert not missing, missing
    return model


def losses(folder, model, batch, head):
    """Cross-entropy of each label for each text."""
    with torch.no_grad():
        if head == "stock":
            logits = model(**batch).logits
        else:
            states = model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            file = safetensors.safe_open(folder / "head.safetensors", "pt")
            means = (states * mask).sum(1) / mask.sum(1)
            scale = float(file.metadata()["scale"])
            logits = scale * means @ file.get_tensor("weight").T + file.get_tensor("bias")
    return -torch.log_softmax(logits.float(), -1)


def of_words(folder, model, tokenizer, expected, form):
    for text, ids, said in zip(expected["texts"], expected["ids"], expected[form]):
        tokens = torch.tensor([ids])
        found = model.generate(input_ids=tokens, attention_mask=torch.ones_like(tokens), max_new_tokens=SAID, do_sample=False)
        found = found[0, tokens.shape[1] :].tolist()
        found = found[: found.index(tokenizer.eos_token_id)] if tokenizer.eos_token_id in found else found
        if found != said:
            yield f"generates {found} after {text!r}, the engine {said}"
    left = tokenizer(expected["texts"], padding=True, padding_side="left", return_tensors="pt")
    model.generate(**left, max_new_tokens=4, do_sample=False)
    came_in = folder.parent / "base" / "tokenizer_config.json"
    given = json.loads(came_in.read_text()).get("chat_template") if came_in.exists() else None
    if given != tokenizer.chat_template:
        yield f"the chat template is {tokenizer.chat_template!r}, {given!r} came in"
    if given:
        chat = tokenizer.apply_chat_template(CHAT, tokenize=True, return_dict=True, return_tensors="pt")
        model.generate(**chat, max_new_tokens=4, do_sample=False)
    if not (folder / "generation_config.json").exists():
        yield "has no generation_config.json"


def of_config(folder, model, tokenizer, expected):
    if model.config.pad_token_id != tokenizer.pad_token_id:
        yield f"config.json pads with {model.config.pad_token_id}, the tokenizer with {tokenizer.pad_token_id}"
    if expected["family"] != "bert" and tokenizer.eos_token_id != model.config.eos_token_id:
        yield f"config.json ends a text with {model.config.eos_token_id}, the tokenizer with {tokenizer.eos_token_id}"
    wanted = getattr(torch, expected["dtype"])
    loaded_as = {parameter.dtype for name, parameter in model.named_parameters() if "pooler" not in name}
    if loaded_as != {wanted}:
        yield f"is loaded as {loaded_as}, the base as {wanted}"


def of_step_0(folder, expected):
    """A merged model that has learned nothing says what the model says that came in, to the last bit."""
    bare = kind({"head": "language" if expected["head"] == "language" else "mean"})
    base = bare.from_pretrained(folder / "base", torch_dtype="auto").eval()
    merged = bare.from_pretrained(folder / "step-0", torch_dtype="auto").eval()
    if base.dtype != merged.dtype:
        yield f"step 0: is loaded as {merged.dtype}, the base as {base.dtype}"
        return
    for ids in expected["ids"]:
        with torch.no_grad():
            one, other = base(torch.tensor([ids]))[0], merged(torch.tensor([ids]))[0]
        if not torch.equal(one, other):
            yield f"step 0: differs from the model that came in by {(one - other).abs().max().item():.1e}"
            return
