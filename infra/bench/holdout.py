"""Which records a stream holds out: the tokenizer's rule, docs/architecture.md."""

import hashlib
import unicodedata


def held_out(text, percent):
    canonical = " ".join(unicodedata.normalize("NFKC", text).lower().split()) + "\0"
    return int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big") % 100 < percent
