package sharelora.operations.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sharelora.operations.retention.LostRecords;
import sharelora.platform.stage.StageDeclaration;
import sharelora.schemas.Stream;

/** What a stage waits for, or what it misses, as far as the topics and the groups tell. */
final class StageNotes {

    /** As the alert says it: what has waited for longer than this is behind. */
    private static final long BEHIND = 600;

    private static final int MOST_RANGES = 5;

    private final StageDeclaration stage;
    private final int members;
    private final Behind waiting;
    private final List<String> notes = new ArrayList<>();

    private StageNotes(StageDeclaration stage, int members, Behind waiting) {
        this.stage = stage;
        this.members = members;
        this.waiting = waiting;
    }

    /** Of a stage that has one group. */
    static List<String> of(StageDeclaration stage, int members, Behind waiting, Instant now) {
        StageNotes notes = new StageNotes(stage, members, waiting);
        notes.removed();
        notes.atWork(now);
        return List.copyOf(notes.notes);
    }

    /**
     * Of a stage that has a group for each stream.
     *
     * @param hasInput whether the stream's input topic is there, or it names none
     */
    static List<String> of(
            StageDeclaration stage, int members, Behind waiting, Stream stream, boolean hasInput, Instant now) {
        StageNotes notes = new StageNotes(stage, members, waiting);
        if (!hasInput) {
            notes.notes.add("input topic '" + stream.getInput().getTopic()
                    + "' is not there: nothing is read from it until somebody makes it");
        }
        notes.removed();
        int fewest = stream.getBatch().getMinRecords();
        if (waiting.records() > 0 && waiting.records() < fewest && members > 0) {
            notes.notes.add((waiting.records() == 1 ? "1 record waits" : Words.records(waiting.records()) + " wait")
                    + ": a batch closes from " + fewest + " on or more");
        } else {
            notes.atWork(now);
        }
        return List.copyOf(notes.notes);
    }

    /** What was lost for good before it was read. */
    static List<String> lost(LostRecords lost) {
        if (lost.isEmpty()) {
            return List.of();
        }
        List<String> ranges = lost.texts();
        return List.of(Words.records(lost.offsets()) + " at most were removed before they were read: "
                + String.join(", ", ranges.subList(0, Math.min(MOST_RANGES, ranges.size())))
                + (ranges.size() > MOST_RANGES ? " and " + (ranges.size() - MOST_RANGES) + " more ranges" : ""));
    }

    private void removed() {
        if (waiting.removed() > 0) {
            notes.add(
                    Words.records(waiting.removed()) + " at most were removed unread since it last committed; it counts"
                            + " them as lost-to-retention when it goes on");
        }
    }

    private void atWork(Instant now) {
        if (waiting.records() == 0) {
            return;
        }
        if (members == 0) {
            notes.add("nobody reads what waits: start the " + stage.process().word());
        } else if (waiting.seconds(now) > BEHIND) {
            notes.add("what waits is " + Words.span(waiting.seconds(now))
                    + " old though somebody is there; the log of the "
                    + stage.process().word() + " and its /health/ready, port "
                    + stage.process().port() + ", say why");
        }
    }
}
