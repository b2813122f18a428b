"""Writes codes of NormalFloat 4 with double quantisation as bitsandbytes computes them, for Nf4Test.

    pip install torch bitsandbytes && python infra/golden/make_nf4.py services/engine/src/test/resources/golden/nf4.json

The numbers are drawn by an integer generator that the test has too, so that the file holds only what comes out.
"""
import base64
import json
import sys

import bitsandbytes
import bitsandbytes.functional as F
import torch

CASES = [(3, 64), (7, 100), (5, 13), (130, 192), (1, 1)]


def drawn(count, seed):
    """Cubes of numbers from a linear congruential generator: exact in float32, and of uneven size."""
    numbers, state = [], seed
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        part = (state >> 16) % 201 - 100
        numbers.append(part**3 / 2**20)
    return torch.tensor(numbers, dtype=torch.float32)


def text(tensor):
    return base64.b64encode(tensor.contiguous().numpy().tobytes()).decode()


cases = []
for index, (rows, columns) in enumerate(CASES):
    weight = drawn(rows * columns, index + 1).reshape(rows, columns)
    codes, state = F.quantize_4bit(weight, blocksize=64, quant_type="nf4", compress_statistics=True)
    cases.append({
        "rows": rows,
        "columns": columns,
        "seed": index + 1,
        "codes": text(codes.reshape(-1)),
        "scales": text(state.absmax.to(torch.uint8)),
        "largest": text(state.state2.absmax),
        "mean": float(state.offset),
        "restored": text(F.dequantize_4bit(codes, state).reshape(-1)) if weight.numel() <= 1000 else "",
    })
json.dump(
    {
        "bitsandbytes": bitsandbytes.__version__,
        "torch": torch.__version__,
        "values": F.get_4bit_type("nf4", device="cpu").tolist(),
        "dynamicMap": text(F.create_dynamic_map()),
        "cases": cases,
    },
    open(sys.argv[1], "w"),
    indent=1,
)
