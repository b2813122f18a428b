"""Token ids of pairs to hold ours against: what Hugging Face's tokenizers make of them.

    pip install transformers
    python infra/golden/make_pairs.py services/text/src/test/resources/golden

Writes OUT/bert.json and OUT/roberta.json, tokenizers as these families have them but small, and OUT/pairs.json: for each
pair and longest length the ids, and the place of the second text's first token.
"""

import json
import pathlib
import sys

import tokenizers
import transformers

PIECES = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "reads", "a", "stream", "of", "record", "##s", "closes", "the", "consumer",
    "returns", "an", "immutable", "list", ",", "in", "order", "and", "it", "other", "too", "12", "?", "groß", "##e"]
MERGES = [
    ("r", "e"), ("Ġ", "a"), ("re", "a"), ("rea", "d"), ("read", "s"), ("Ġ", "re"), ("Ġre", "c"), ("o", "r"),
    ("or", "d"), ("Ġrec", "ord"), ("Ġrecord", "s"), ("Ġ", "o"), ("Ġo", "f"), ("s", "t"), ("Ġ", "st")]
PAIRS = [
    ("reads a stream", "closes the consumer"),
    ("a", "returns an immutable list of records, in order"),
    ("returns an immutable list of records, in order", "a"),
    ("reads a stream of records and closes it", "reads the other stream of records and closes it too"),
    ("", "records"),
    ("Größe, 大きさ", "reads 12 records?"),
]
LENGTHS = [64, 12, 9, 6]


def bert():
    vocabulary = {piece: i for i, piece in enumerate(PIECES)}
    tokenizer = tokenizers.BertWordPieceTokenizer(vocabulary)
    tokenizer.post_processor = tokenizers.processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def roberta():
    pieces = ["<s>", "<pad>", "</s>", "<unk>"] + sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    pieces += ["".join(merge) for merge in MERGES]
    tokenizer = tokenizers.ByteLevelBPETokenizer({piece: i for i, piece in enumerate(pieces)}, MERGES)
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = tokenizers.processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def second(encoding):
    """By token type, as BERT has it; else by the sequence that a token is of."""
    types = encoding["token_type_ids"]
    if 1 in types:
        return types.index(1)
    sequences = encoding.encodings[0].sequence_ids
    return sequences.index(1) if 1 in sequences else len(types)


def cases(file):
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=str(file))
    found = []
    for first, other in PAIRS:
        for length in LENGTHS:
            encoding = tokenizer(
                first, other, truncation="longest_first", max_length=length, return_token_type_ids=True)
            found.append({
                "text": first, "textPair": other, "maxLength": length,
                "ids": encoding["input_ids"], "second": second(encoding)})
    return found


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    golden = {"madeWith": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__}}
    for name, make in {"bert": bert, "roberta": roberta}.items():
        file = out / f"{name}.json"
        make().save(str(file))
        golden[name] = cases(file)
    (out / "pairs.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
