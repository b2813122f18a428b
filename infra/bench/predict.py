"""Asks a server which label texts have, at rising rates, and what PyTorch and ONNX Runtime make of the same.

    pip install torch transformers peft onnx onnxruntime
    python infra/bench/predict.py load http://127.0.0.1:8085/v1/jobs/J/predictions F.jsonl --rates 25,50,100
    python infra/bench/predict.py serve torch BASE CHECKPOINT --port 8600
    python infra/bench/predict.py serve onnx BASE CHECKPOINT --port 8600

The generator is open: arrivals are drawn from seed and rate before the first request leaves, and none waits for an answer to
another. A latency begins when the request was due, so that a late generator makes nothing look better. The peers gather requests as
the predictor does, for 5 ms or 4,096 tokens after the first, and pad batches by length: sorted, with at most 32 texts in each product.
"""

import argparse
import asyncio
import json
import os
import queue
import random
import sys
import threading
import time

CONNECTIONS = 256
GROUP = 32


def arguments():
    parser = argparse.ArgumentParser(description="Open-loop load on a predictor, and its peers")
    parts = parser.add_subparsers(dest="part", required=True)
    load = parts.add_parser("load")
    load.add_argument("url")
    load.add_argument("texts", help="JSON lines with a text")
    load.add_argument("--rates", type=lambda text: [float(rate) for rate in text.split(",")], default=[25, 50, 100, 200, 400])
    load.add_argument("--seconds", type=float, default=20)
    load.add_argument("--warm-up", type=float, default=10, help="seconds at the first rate that do not count")
    load.add_argument("--seed", type=int, default=7)
    load.add_argument("--json", action="store_true", help="a line of JSON for each rate")
    serve = parts.add_parser("serve")
    serve.add_argument("engine", choices=("torch", "onnx"))
    serve.add_argument("base", help="Hugging Face folder")
    serve.add_argument("checkpoint", help="PEFT folder with head.safetensors")
    serve.add_argument("--port", type=int, default=8600)
    serve.add_argument("--threads", type=int, default=os.cpu_count())
    serve.add_argument("--wait", type=float, default=5, help="milliseconds")
    serve.add_argument("--tokens", type=int, default=4096)
    serve.add_argument("--most", type=int, default=128, help="tokens after which a text is cut")
    return parser.parse_args()


class Connections:
    """Connections that stay open; as many as are needed at once, up to a bound."""

    def __init__(self, host, port):
        self.place = (host, port)
        self.idle = []
        self.bound = asyncio.Semaphore(CONNECTIONS)

    async def ask(self, request):
        async with self.bound:
            reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection(*self.place)
            writer.write(request)
            await writer.drain()
            status, body = await response(reader)
            self.idle.append((reader, writer))
            return status, body


async def head(reader):
    first = (await reader.readline()).decode()
    length = 0
    while (line := (await reader.readline()).decode().strip()):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return first, length


async def response(reader):
    first, length = await head(reader)
    return int(first.split()[1]), await reader.readexactly(length)


def requests(url, file):
    rest = url.removeprefix("http://")
    place, _, path = rest.partition("/")
    host, _, port = place.partition(":")
    prepared = []
    with open(file) as lines:
        for line in lines:
            body = json.dumps({"text": json.loads(line)["text"]}).encode()
            prepared.append(
                f"POST /{path} HTTP/1.1\r\nHost: {place}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return host, int(port or 80), prepared


async def at_rate(connections, prepared, rate, seconds, seed):
    draws = random.Random(f"{seed} {rate}")
    dues, at = [], 0.0
    while (at := at + draws.expovariate(rate)) < seconds:
        dues.append((at, draws.choice(prepared)))
    latencies, others = [], {}
    began = time.perf_counter()

    async def one(due, request):
        await asyncio.sleep(max(0, due - (time.perf_counter() - began)))
        try:
            status, _ = await connections.ask(request)
        except (OSError, asyncio.IncompleteReadError) as e:
            status = type(e).__name__
        if status == 200:
            latencies.append(time.perf_counter() - began - due)
        else:
            others[status] = others.get(status, 0) + 1

    await asyncio.gather(*(one(due, request) for due, request in dues))
    took = time.perf_counter() - began
    latencies.sort()
    return {
        "rate": rate,
        "asked": len(dues),
        "answered": len(latencies),
        "others": {str(status): count for status, count in sorted(others.items(), key=str)},
        "recordsPerSecond": len(latencies) / max(took, seconds),
        "p50": quantile(latencies, 0.5),
        "p99": quantile(latencies, 0.99),
    }


def quantile(ordered, part):
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


async def load(asked):
    host, port, prepared = requests(asked.url, asked.texts)
    connections = Connections(host, port)
    if asked.warm_up > 0:
        await at_rate(connections, prepared, asked.rates[0], asked.warm_up, "warm-up")
    for rate in asked.rates:
        found = await at_rate(connections, prepared, rate, asked.seconds, asked.seed)
        if asked.json:
            print(json.dumps(found), flush=True)
        else:
            print(
                f"{rate:7.0f} asked/s  {found['recordsPerSecond']:7.1f} answered/s  p50 {1e3 * found['p50']:8.1f} ms"
                f"  p99 {1e3 * found['p99']:8.1f} ms  {found['others'] or ''}", flush=True)
        if found["recordsPerSecond"] < 0.9 * found["asked"] / asked.seconds:
            break  # saturated: more would only fill the queue


def model(base, checkpoint):
    import peft
    import safetensors
    import torch
    import transformers

    class Classifier(torch.nn.Module):
        def __init__(self):
            super().__init__()
            plain = transformers.AutoModel.from_pretrained(base, add_pooling_layer=False)
            self.encoder = peft.PeftModel.from_pretrained(plain, checkpoint).merge_and_unload()
            stored = safetensors.safe_open(os.path.join(checkpoint, "head.safetensors"), "pt")
            self.register_buffer("weight", stored.get_tensor("weight"))
            self.register_buffer("bias", stored.get_tensor("bias"))
            self.scale = float(stored.metadata()["scale"])
            self.labels = json.loads(stored.metadata()["labels"])

        def forward(self, ids, mask):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            shares = mask.unsqueeze(-1).to(states.dtype)
            mean = (states * shares).sum(1) / shares.sum(1)
            return self.scale * mean @ self.weight.T + self.bias

    return Classifier().eval()


def computing(asked):
    import torch
    torch.set_num_threads(asked.threads)
    classifier = model(asked.base, asked.checkpoint)
    if asked.engine == "torch":
        def compute(ids, mask):
            with torch.inference_mode():
                return classifier(torch.tensor(ids), torch.tensor(mask)).softmax(-1).tolist()
        return classifier.labels, compute

    import numpy
    import onnxruntime
    import tempfile
    file = os.path.join(tempfile.mkdtemp(), "model.onnx")
    some = torch.ones(2, 8, dtype=torch.long)
    torch.onnx.export(
        classifier, (some, some), file, input_names=["ids", "mask"], output_names=["logits"], dynamo=False,
        dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "logits": {0: "texts"}})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = asked.threads
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def compute(ids, mask):
        (logits,) = session.run(None, {"ids": numpy.array(ids), "mask": numpy.array(mask)})
        powers = numpy.exp(logits - logits.max(-1, keepdims=True))
        return (powers / powers.sum(-1, keepdims=True)).tolist()
    return classifier.labels, compute


def gathered(waiting, wait, most):
    """What came within the wait after the first, as long as there is room."""
    batch = [waiting.get()]
    until, tokens = batch[0][2] + wait, len(batch[0][0])
    while tokens < most:
        try:
            batch.append(waiting.get(timeout=max(0, until - time.perf_counter())))
        except queue.Empty:
            break
        tokens += len(batch[-1][0])
    return batch


def answer(waiting, labels, compute, asked):
    while True:
        batch = sorted(gathered(waiting, asked.wait / 1e3, asked.tokens), key=lambda each: len(each[0]))
        for first in range(0, len(batch), GROUP):
            group = batch[first:first + GROUP]
            longest = len(group[-1][0])
            rows = compute(
                [ids + [0] * (longest - len(ids)) for ids, _, _ in group],
                [[1] * len(ids) + [0] * (longest - len(ids)) for ids, _, _ in group])
            for (_, done, _), row in zip(group, rows):
                done({"label": labels[row.index(max(row))], "probabilities": dict(zip(labels, row))})


async def serve(asked):
    import tokenizers
    labels, compute = computing(asked)
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(asked.base, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(asked.most)
    waiting = queue.Queue()
    threading.Thread(target=answer, args=(waiting, labels, compute, asked), daemon=True).start()
    loop = asyncio.get_running_loop()

    async def talk(reader, writer):
        while True:
            first, length = await head(reader)
            if not first:
                writer.close()
                return
            text = json.loads(await reader.readexactly(length))["text"]
            said = loop.create_future()
            waiting.put((
                tokenizer.encode(text).ids,
                lambda found: loop.call_soon_threadsafe(said.set_result, found),
                time.perf_counter()))
            body = json.dumps(await said).encode()
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()

    server = await asyncio.start_server(talk, "127.0.0.1", asked.port)
    print(f"{asked.engine} on 127.0.0.1:{asked.port}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    wanted = arguments()
    try:
        asyncio.run(load(wanted) if wanted.part == "load" else serve(wanted))
    except KeyboardInterrupt:
        sys.exit(130)
