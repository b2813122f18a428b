"""Prints evaluation results as JSON lines, in both framings; takes the schemas from public.schemas.

    pip install kafka-python fastavro lz4        # lz4: what the records are compressed with
    python read_results.py localhost:9092 [--until-idle SECONDS] [--registry http://localhost:8081]

A record in Confluent's framing names its schema in the header ce_dataschema, too. Only those that earlier programs wrote
need the registry; without it they are named and passed over.
"""
import argparse
import io
import json
import sys
import urllib.error
import urllib.request

import fastavro
from kafka import KafkaConsumer

RESULTS = "sharelora.public.eval-results.v1"
SCHEMAS = "sharelora.public.schemas.v1"
DATA_SCHEMA = "urn:sharelora:schema:"
# The one schema that never changes: with it all others are read.
SCHEMA_TEXT = fastavro.parse_schema({
    "type": "record",
    "name": "SchemaText",
    "fields": [{"name": name, "type": "string"} for name in ("fingerprint", "record", "text")],
})


def is_single_object(value):
    """Avro single-object encoding: C3 01, the schema's fingerprint (8 bytes, little-endian), the record."""
    return value is not None and len(value) >= 10 and value[:2] == b"\xc3\x01"


def is_confluent(value):
    """Confluent's framing: 00, the schema's id in the registry (4 bytes, big-endian), the record."""
    return value is not None and len(value) >= 5 and value[:1] == b"\x00"


class Schemas:
    """Writers' schemas: by fingerprint from the topic, by id from the registry."""

    def __init__(self, servers, registry):
        self.servers = servers
        self.registry = registry
        self.by_fingerprint = {}
        self.by_id = {}

    def of_fingerprint(self, fingerprint):
        if fingerprint not in self.by_fingerprint:
            self._read_topic()
        if fingerprint not in self.by_fingerprint:
            raise LookupError(f"its schema {fingerprint} is not on {SCHEMAS}")
        return self.by_fingerprint[fingerprint]

    def of_id(self, number):
        if self.registry is None:
            raise LookupError(f"framed for a registry, schema id {number}: expected --registry URL")
        if number not in self.by_id:
            try:
                with urllib.request.urlopen(f"{self.registry.rstrip('/')}/schemas/ids/{number}", timeout=10) as answer:
                    self.by_id[number] = fastavro.parse_schema(json.loads(json.load(answer)["schema"]))
            except urllib.error.HTTPError as e:
                raise LookupError(f"{self.registry} says {e.code} about schema id {number}") from e
        return self.by_id[number]

    def _read_topic(self):
        consumer = KafkaConsumer(SCHEMAS, bootstrap_servers=self.servers, auto_offset_reset="earliest",
                                 isolation_level="read_committed", consumer_timeout_ms=3000)
        for record in consumer:
            if is_single_object(record.value):
                text = fastavro.schemaless_reader(io.BytesIO(record.value[10:]), SCHEMA_TEXT)
                self.by_fingerprint[text["fingerprint"]] = fastavro.parse_schema(json.loads(text["text"]))
        consumer.close()


def read(record, schemas):
    """The record's value; LookupError where its schema cannot be told."""
    value = record.value
    if is_single_object(value):
        return fastavro.schemaless_reader(io.BytesIO(value[10:]), schemas.of_fingerprint(value[2:10][::-1].hex()))
    if is_confluent(value):
        named = dict(record.headers).get("ce_dataschema", b"").decode()
        schema = (schemas.of_fingerprint(named.rsplit(":", 1)[1]) if named.startswith(DATA_SCHEMA)
                  else schemas.of_id(int.from_bytes(value[1:5], "big")))
        return fastavro.schemaless_reader(io.BytesIO(value[5:]), schema)
    raise LookupError(f"expected bytes that begin with c301 or 00, found {(value or b'')[:2].hex() or 'no value'}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("servers")
    arguments.add_argument("--until-idle", type=float, default=float("inf"))
    arguments.add_argument("--registry")
    given = arguments.parse_args()
    schemas = Schemas(given.servers, given.registry)
    wait = {} if given.until_idle == float("inf") else {"consumer_timeout_ms": int(given.until_idle * 1000)}
    for record in KafkaConsumer(RESULTS, bootstrap_servers=given.servers, auto_offset_reset="earliest",
                                isolation_level="read_committed", **wait):
        try:
            print(json.dumps(read(record, schemas), default=str), flush=True)
        except LookupError as e:
            print(f"{RESULTS}-{record.partition}@{record.offset} passed over: {e}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
