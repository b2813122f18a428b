package sharelora.operations.audit;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Restore;
import sharelora.schemas.StepStatus;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** Whether each token batch is one step, and each step one token batch. */
final class StepsAudit {

    private static final Duration WAIT = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final AdapterSnapshot manifest;
    private final Steps steps;
    private final AuditFindings findings;

    StepsAudit(KafkaSettings kafka, AdapterSnapshot manifest, Steps steps, AuditFindings findings) {
        this.kafka = kafka;
        this.manifest = manifest;
        this.steps = steps;
        this.findings = findings;
    }

    /** One after the other, none twice, none left out, and as many records as the manifest says. */
    void numbers() {
        long step = steps.complete() || steps.all().isEmpty()
                ? 0
                : steps.all().getFirst().getStep() - 1;
        long offset = -1;
        long learned = 0;
        long skipped = 0;
        for (TrainStep each : steps.all()) {
            if (each.getStep() != step + 1) {
                findings.wrong("train-steps: step " + each.getStep() + " follows step " + step);
            }
            if (each.getOffset() <= offset) {
                findings.wrong("train-steps: step " + each.getStep() + " takes offset " + each.getOffset()
                        + " after offset " + offset);
            }
            step = each.getStep();
            offset = each.getOffset();
            learned += each.getStatus() == StepStatus.LEARNED ? each.getRecords() : 0;
            skipped += each.getStatus() == StepStatus.SKIPPED ? each.getRecords() : 0;
        }
        if (!steps.all().isEmpty() && step != manifest.getStep()) {
            findings.wrong("train-steps: ends with step " + step + ", the manifest is of step " + manifest.getStep());
        }
        long letGo =
                manifest.getRestores().stream().mapToLong(Restore::getRecords).sum();
        if (steps.complete() && (learned - letGo != manifest.getRecords() || skipped != manifest.getDeadLetters())) {
            findings.wrong("train-steps: " + learned + " records learned, " + letGo + " let go and " + skipped
                    + " given up, the manifest says " + manifest.getRecords() + " and " + manifest.getDeadLetters());
        }
    }

    /** A record that is replayed was learned by an earlier step. */
    void replayed() {
        NavigableMap<Long, TrainStep> byOffset = steps.byOffset();
        steps.replayed().forEach((record, again) -> {
            TrainStep first = byOffset.get(record.offset());
            if (first == null) {
                if (steps.complete()) {
                    findings.wrong("step " + again.getFirst() + " replays the record " + record
                            + ", whose token batch is no step");
                }
            } else if (first.getStatus() != StepStatus.LEARNED
                    || first.getLeftOut().contains(record.index())
                    || first.getStep() >= again.getFirst()) {
                findings.wrong("step " + again.getFirst() + " replays the record " + record
                        + ", which no earlier step has learned");
            }
        });
    }

    /**
     * What there is of token batches up to where the manifest stands.
     *
     * @param all in the log
     * @param heldBack as outliers
     */
    record Batches(long all, int heldBack) {}

    /** Holds the log against them. */
    Batches batches() {
        NavigableMap<Long, TrainStep> byOffset = steps.byOffset();
        Set<Long> missing = new TreeSet<>(byOffset.keySet());
        GivenUp givenUp = GivenUp.read(kafka, manifest);
        HeldBackAudit heldBack = new HeldBackAudit(manifest, steps, givenUp, findings);
        long end = manifest.getNewest().getNextOffset();
        long count = 0;
        boolean whole;
        Position place = new Position(Topics.tokenBatches(manifest.getStream()).name(), 0);
        try (LogReader log = LogReader.open(kafka, place, 0)) {
            long beginning = log.beginningOffset();
            whole = !missing.removeIf(offset -> offset < beginning);
            log.seek(beginning);
            while (log.position() < Math.min(end, log.endOffset())) {
                for (Received batch : log.poll(WAIT)) {
                    long at = batch.offset();
                    if (at < end) {
                        count++;
                        boolean step = missing.remove(at);
                        if (step) {
                            heldBack.saw(byOffset.get(at), batch);
                        }
                        boolean expected = !byOffset.isEmpty() && at >= byOffset.firstKey();
                        if (!step && expected && !givenUp.holds(batch)) {
                            findings.wrong("token batch at offset " + at + " is no step, and in no dead letter");
                        }
                    }
                }
            }
        }
        missing.forEach(offset -> findings.wrong("step " + byOffset.get(offset).getStep()
                + " took the token batch at offset " + offset + ", which is not in the log"));
        return new Batches(count, heldBack.end(whole));
    }
}
