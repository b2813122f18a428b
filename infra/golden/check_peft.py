"""Loads an exported checkpoint in stock Hugging Face PEFT by running the very lines of its README.

    pip install torch transformers peft safetensors
    python check_peft.py CHECKPOINT_FOLDER BASE_FOLDER

Prints each sentence's label and log-probabilities. Where the checkpoint folder, or a third argument, has an
expected.json of the engine,

    {"sentences": ["..."], "losses": [[cross-entropy of each label for the sentence, natural logarithm]]}

compares with it and exits 1 where any number differs by more than 1e-4.
"""

import json
import pathlib
import re
import sys

import torch

SENTENCES = [
    "Closes the consumer, waiting for up to the default timeout.",
    "Returns an immutable list containing the given elements, in order.",
    "Solves the linear equation A X = B for matrices A.",
    "a",
]
TOLERANCE = 1e-4


def readme_lines(checkpoint):
    """The README's Python, but for the line that names the folders and the sentence."""
    block = re.search(r"```python\n(.*?)```", (checkpoint / "README.md").read_text(), re.DOTALL).group(1)
    lines = [line for line in block.splitlines() if not line.startswith("base, adapter, text =")]
    assert len(lines) == len(block.splitlines()) - 1, "the README no longer names base, adapter and text in one line"
    return "\n".join(lines)


def logits(code, checkpoint, base, sentence):
    """Runs the README's lines on one sentence."""
    names = {"base": str(base), "adapter": str(checkpoint), "text": sentence}
    exec(code, names)
    return names["logits"][0]


def main(checkpoint, base, expected_file):
    code = readme_lines(checkpoint)
    expected = json.loads(expected_file.read_text()) if expected_file.exists() else None
    sentences = expected["sentences"] if expected else SENTENCES
    differences = [0.0]
    for i, sentence in enumerate(sentences):
        found = torch.log_softmax(logits(code, checkpoint, base, sentence).double(), 0)
        print(json.dumps({"sentence": sentence, "logProbabilities": [round(x, 6) for x in found.tolist()]}))
        if expected:
            wanted = -torch.tensor(expected["losses"][i], dtype=torch.float64)
            differences.append((found - wanted).abs().max().item())
    if expected:
        print(f"greatest difference to the engine: {max(differences):.2e} (allowed {TOLERANCE:.0e})")
    # NaN is not within anything.
    return 0 if all(difference <= TOLERANCE for difference in differences) else 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    expectation = pathlib.Path(sys.argv[3]) if len(sys.argv) == 4 else folder / "expected.json"
    sys.exit(main(folder, pathlib.Path(sys.argv[2]), expectation))
