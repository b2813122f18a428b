"""Writes down what Hugging Face transformers says of real models, for the engine's RealModelsTest to compare with.

    pip install torch transformers safetensors
    python infra/golden/make_real.py OUT MINILM BERT_BASE SMOLLM2        # Hugging Face folders
    ./mvnw -pl services/engine -am test -Dtest=RealModelsTest -Dreal=OUT -Dsurefire.failIfNoSpecifiedTests=false

Numbers are computed in float64 from the same weights. How far transformers' own float32 is from them stands beside:
where that is more than 1e-4, no other float32 can be asked to be within 1e-4 either.
"""

import json
import pathlib
import sys

import torch
import transformers

SENTENCES = [
    "Closes the consumer, waiting for up to the default timeout.",
    "Returns an immutable list containing the given elements, in order.",
    "Solves the linear equation A X = B for matrices A.",
    "The cat sat on the mat.",
    "A",
    "It was the best of times, it was the worst of times, it was the age of wisdom.",
    "Rain is expected in the north by the evening.",
    "She sells sea shells by the sea shore.",
    "The quick brown fox jumps over the lazy dog.",
    "To be, or not to be, that is the question.",
    "Prices rose by 3.5 percent in the second quarter of 2024.",
    "Call me Ishmael.",
    "How do I reset my password?",
    "My parcel has not arrived, and nobody answers the phone!",
    "Naïve café owners résumé their façade.",
    "print('hello, world')",
    "The theorem follows by induction on n.",
    "He who laughs last laughs longest.",
    "Water boils at one hundred degrees Celsius at sea level.",
    "Thank you for your patience; we will be in touch shortly.",
]
MASKED = [
    "The capital of France is [MASK].",
    "She poured the [MASK] into a cup.",
    "The [MASK] barked at the postman all night.",
    "Water is made of hydrogen and [MASK].",
    "He forgot his [MASK] on the train.",
]
PROMPTS = [
    "The capital of Italy is",
    "Once upon a time, there was a",
    "Wrong: He go to school every day.\nRight:",
    "def add(a, b):\n    return",
    "The three primary colours are",
]
CONTINUED = 40


def greatest(found, expected):
    return ((found.double() - expected).abs() / (1 + expected.abs())).max().item()


def opened(kind, folder):
    """Tokenizer, and the model in float64 and in float32."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    return tokenizer, *(kind.from_pretrained(folder, dtype=dtype).eval() for dtype in (torch.float64, torch.float32))


def rows(kind, folder, texts, row):
    """One row of numbers for each text, which is computed alone, without padding."""
    tokenizer, exact, single = opened(kind, folder)
    sequences = [tokenizer(text)["input_ids"] for text in texts]
    expected, own = [], 0.0
    for ids in sequences:
        tokens = torch.tensor([ids])
        wanted = row(tokenizer, tokens, exact(input_ids=tokens))
        own = max(own, greatest(row(tokenizer, tokens, single(input_ids=tokens)), wanted))
        expected.append(wanted.tolist())
    return {"base": str(folder.resolve()), "sequences": sequences, "expected": expected, "transformersOwn": own}


def pooled(_, tokens, output):
    return output.last_hidden_state[0].mean(0)


def at_mask(tokenizer, tokens, output):
    return output.last_hidden_state[0, tokens[0].tolist().index(tokenizer.mask_token_id)]


def next_word(_, tokens, output):
    return output.logits[0, -1]


def continued(folder, sequences):
    _, exact, _ = opened(transformers.AutoModelForCausalLM, folder)
    texts = []
    for ids in sequences:
        said = exact.generate(
            torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long), do_sample=False,
            max_new_tokens=CONTINUED, eos_token_id=None, pad_token_id=0)
        texts.append(said[0, len(ids):].tolist())
    return texts


def main(out, minilm, bert, smollm2):
    torch.manual_seed(0)
    with torch.no_grad():
        real = {
            "minilm": rows(transformers.AutoModel, minilm, SENTENCES, pooled),
            "bert-base": rows(transformers.AutoModel, bert, MASKED, at_mask),
            "smollm2": rows(transformers.AutoModelForCausalLM, smollm2, PROMPTS, next_word),
        }
        real["smollm2"]["continued"] = continued(smollm2, real["smollm2"]["sequences"])
    out.mkdir(parents=True, exist_ok=True)
    (out / "real.json").write_text(json.dumps(real))
    for name, numbers in real.items():
        print(f"{name:10} transformers' own float32 is within {numbers['transformersOwn']:.1e}")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
