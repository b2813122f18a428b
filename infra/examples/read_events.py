"""Prints what the CloudEvents SDK makes of every public record, one JSON line each.

    pip install 'cloudevents>=2' kafka-python lz4
    python read_events.py localhost:9092 [--until-idle SECONDS]

Exits 1 where a record is no CloudEvent, or its data schema no absolute URI.
"""
import argparse
import json
import sys
import urllib.parse

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from kafka import KafkaConsumer


class Bytes(JSONFormat):
    """Leaves the data as it is: what is in it, Avro, is for its own reader."""

    def read_data(self, body, datacontenttype):
        return body


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("servers")
    arguments.add_argument("--until-idle", type=float, default=float("inf"))
    given = arguments.parse_args()
    wait = {} if given.until_idle == float("inf") else {"consumer_timeout_ms": int(given.until_idle * 1000)}
    consumer = KafkaConsumer(bootstrap_servers=given.servers, auto_offset_reset="earliest",
                             isolation_level="read_committed", **wait)
    consumer.subscribe(pattern=r"^sharelora\.public\..*")
    wrong = 0
    for record in consumer:
        place = f"{record.topic}-{record.partition}@{record.offset}"
        try:
            event = from_binary(KafkaMessage(dict(record.headers), record.key, record.value), Bytes())
            if not urllib.parse.urlsplit(event.get_dataschema() or "").scheme:
                raise ValueError(f"data schema {event.get_dataschema()!r} is no absolute URI")
        except (ValueError, LookupError, TypeError) as e:
            wrong += 1
            print(f"{place}: {e}", file=sys.stderr, flush=True)
            continue
        print(json.dumps({"place": place, **event.get_attributes()}, default=str), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
