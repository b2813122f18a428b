package sharelora.operations.audit;

import java.util.Map;
import java.util.TreeMap;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Drift;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** Whether each change of the stream that a step showed is told as an event, once, and no other is. */
final class ChangesAudit {

    private final KafkaSettings kafka;
    private final AdapterSnapshot manifest;
    private final Steps steps;
    private final AuditFindings findings;

    ChangesAudit(KafkaSettings kafka, AdapterSnapshot manifest, Steps steps, AuditFindings findings) {
        this.kafka = kafka;
        this.manifest = manifest;
        this.steps = steps;
        this.findings = findings;
    }

    /** Holds them against each other; how many events there are. */
    int check() {
        Map<Long, Drift> events = events();
        int count = events.size();
        boolean whole = isWhole();
        for (TrainStep step : steps.all()) {
            Drift event = events.remove(step.getStep());
            if (step.getDrift() == null && event != null) {
                findings.wrong(told(event) + ", and the step tells of none");
            } else if (step.getDrift() != null && event == null) {
                if (whole) {
                    findings.wrong("step " + step.getStep() + " showed a change by " + step.getDrift()
                            + ", and no event tells it");
                }
            } else if (event != null
                    && !(event.getNoticedBy().equals(step.getDrift()) && event.getOffset() == step.getOffset())) {
                findings.wrong(told(event) + ", and the step tells of one by " + step.getDrift() + " at offset "
                        + step.getOffset());
            }
        }
        if (steps.complete()) {
            events.values().forEach(event -> findings.wrong(told(event) + ", and there is no such step"));
        }
        return count;
    }

    private static String told(Drift event) {
        return "event " + event.getDriftId() + " tells a change by " + event.getNoticedBy() + " at offset "
                + event.getOffset();
    }

    private Map<Long, Drift> events() {
        Map<Long, Drift> events = new TreeMap<>();
        TopicRecords.read(kafka, Topics.DRIFT, event -> {
            boolean ours = event.getJobId().equals(manifest.getJobId()) && event.getStep() <= manifest.getStep();
            if (ours && events.put(event.getStep(), event) != null) {
                findings.wrong("event " + event.getDriftId() + " is told twice");
            }
        });
        return events;
    }

    /** Whether retention has removed no event. */
    private boolean isWhole() {
        try (LogReader log = LogReader.open(kafka, new Position(Topics.DRIFT.name(), 0), 0)) {
            return log.beginningOffset() == 0;
        }
    }
}
