"""Prints evaluation results as JSON lines; takes every schema from public.schemas.

    pip install kafka-python fastavro lz4        # lz4: what the records are compressed with
    python read_results.py localhost:9092 [--until-idle SECONDS]
"""
import argparse
import io
import json

import fastavro
from kafka import KafkaConsumer

RESULTS = "sharelora.public.eval-results.v1"
SCHEMAS = "sharelora.public.schemas.v1"
# The one schema that never changes: with it all others are read.
SCHEMA_TEXT = fastavro.parse_schema({
    "type": "record",
    "name": "SchemaText",
    "fields": [{"name": name, "type": "string"} for name in ("fingerprint", "record", "text")],
})


def body(value):
    """Avro single-object encoding: C3 01, the schema's fingerprint (little-endian), the record."""
    if value[:2] != b"\xc3\x01":
        raise ValueError(f"expected a record that begins with c301, found {value[:2].hex()}")
    return value[2:10][::-1].hex(), io.BytesIO(value[10:])


def schemas(servers):
    """All schemas by fingerprint."""
    consumer = KafkaConsumer(SCHEMAS, bootstrap_servers=servers, auto_offset_reset="earliest",
                             isolation_level="read_committed", consumer_timeout_ms=3000)
    found = {}
    for record in consumer:
        text = fastavro.schemaless_reader(body(record.value)[1], SCHEMA_TEXT)
        found[text["fingerprint"]] = fastavro.parse_schema(json.loads(text["text"]))
    consumer.close()
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("servers")
    arguments.add_argument("--until-idle", type=float, default=float("inf"))
    given = arguments.parse_args()
    known = schemas(given.servers)
    wait = {} if given.until_idle == float("inf") else {"consumer_timeout_ms": int(given.until_idle * 1000)}
    for record in KafkaConsumer(RESULTS, bootstrap_servers=given.servers, auto_offset_reset="earliest",
                                isolation_level="read_committed", **wait):
        fingerprint, bytes_ = body(record.value)
        if fingerprint not in known:
            known = schemas(given.servers)
        print(json.dumps(fastavro.schemaless_reader(bytes_, known[fingerprint]), default=str), flush=True)


if __name__ == "__main__":
    main()
