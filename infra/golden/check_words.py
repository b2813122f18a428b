"""Goes on with the prompts of a demo's report in stock Hugging Face PEFT, by the very lines of the checkpoint's README.

    pip install torch transformers peft safetensors
    ./sharelora demo --task generation --base BASE_FOLDER --report report.json
    python check_words.py report.json CHECKPOINT_FOLDER BASE_FOLDER

Exits 1 where PEFT says another text than the engine did. Two tokens that are equally likely up to rounding may differ.
"""

import json
import pathlib
import re
import sys

FIRST = "base, adapter, prompt ="
LAST = "print("


def readme_lines(checkpoint):
    """The README's Python, but for the line that names the folders and the prompt; what it prints becomes `text`."""
    block = re.search(r"```python\n(.*?)```", (checkpoint / "README.md").read_text(), re.DOTALL).group(1)
    lines = [line for line in block.splitlines() if not line.startswith(FIRST)]
    assert len(lines) == len(block.splitlines()) - 1, "the README no longer names base, adapter and prompt in one line"
    assert lines[-1].startswith(LAST), "the README no longer prints the text in its last line"
    return "\n".join(lines[:-1] + ["text = (" + lines[-1][len(LAST):]])


def main(report, checkpoint, base):
    code = readme_lines(checkpoint)
    different = 0
    for decoded in json.loads(report.read_text())["decoded"]:
        names = {"base": str(base), "adapter": str(checkpoint), "prompt": decoded["prompt"]}
        exec(code, names)
        same = names["text"] == decoded["after"]
        different += not same
        print(json.dumps({"prompt": decoded["prompt"], "peft": names["text"], "same": same}, ensure_ascii=False))
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
