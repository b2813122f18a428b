"""What PIT's reports say: the score of each package, and what survived.

    python3 infra/build/mutants.py [--survivors] target/mutants/*.xml

A score is killed / (killed + survived + uncovered). A mutant that runs out of time or memory is noticed, so it counts as killed; one that
the verifier refuses counts nowhere.
"""

import collections
import sys
import xml.etree.ElementTree

NOTICED = {"KILLED", "TIMED_OUT", "MEMORY_ERROR"}
MISSED = {"SURVIVED", "NO_COVERAGE"}


def mutants(reports):
    for report in reports:
        yield from xml.etree.ElementTree.parse(report).getroot().iter("mutation")


def table(found):
    counts = collections.defaultdict(collections.Counter)
    for mutant in found:
        package = mutant.findtext("mutatedClass").rsplit(".", 1)[0].removeprefix("sharelora.")
        counts[package][mutant.get("status")] += 1
    print("| package | killed | survived | uncovered | score |")
    print("|---|---|---|---|---|")
    for package, count in sorted(counts.items()):
        killed = sum(count[status] for status in NOTICED)
        missed = sum(count[status] for status in MISSED)
        score = 100 * killed / max(1, killed + missed)
        print(f"| `{package}` | {killed} | {count['SURVIVED']} | {count['NO_COVERAGE']} | {score:.0f} % |")


def survivors(found):
    for mutant in found:
        if mutant.get("status") in MISSED:
            place = mutant.findtext("mutatedClass").removeprefix("sharelora.")
            print(
                f"{place}.{mutant.findtext('mutatedMethod')}:{mutant.findtext('lineNumber')} "
                f"{mutant.get('status').lower()}: {mutant.findtext('description')}"
            )


if __name__ == "__main__":
    told = [argument for argument in sys.argv[1:] if argument != "--survivors"]
    if not told:
        sys.exit(__doc__)
    (survivors if "--survivors" in sys.argv else table)(list(mutants(told)))
