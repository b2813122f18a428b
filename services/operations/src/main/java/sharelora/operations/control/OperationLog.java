package sharelora.operations.control;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.operations.WrongUsageException;
import sharelora.platform.examples.Shown;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Operation;
import sharelora.schemas.OperationOutcome;
import sharelora.schemas.Topics;

/** Writes down what an operator did. An act that cannot be written down is done all the same, and that is said. */
final class OperationLog {

    private static final Logger LOG = LoggerFactory.getLogger(OperationLog.class);
    private static final int LONGEST = 2_000;

    private final KafkaSettings kafka;
    private final Operator by;

    OperationLog(KafkaSettings kafka, Operator by) {
        this.kafka = kafka;
        this.by = by;
    }

    /** Acts, writes what came of it, and returns or throws the same. */
    Outcome noted(String action, String subject, Supplier<Outcome> act) {
        try {
            Outcome outcome = act.get();
            OperationOutcome kind = outcome.changed() ? OperationOutcome.DONE : OperationOutcome.UNCHANGED;
            write(action, subject, kind, outcome.words());
            return outcome;
        } catch (WrongUsageException e) {
            String problems = e.problems().isEmpty() ? "" : ": " + String.join("; ", e.problems());
            write(action, subject, OperationOutcome.REFUSED, e.getMessage() + problems);
            throw e;
        } catch (TransientException e) {
            throw e; // the broker or the store is away: there is nowhere to write it
        } catch (RuntimeException e) {
            write(action, subject, OperationOutcome.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void write(String action, String subject, OperationOutcome outcome, String result) {
        Operation operation = new Operation(
                by.who(), by.via(), action, Shown.of(subject, 200), outcome, Shown.of(result, LONGEST), Instant.now());
        try (TopicAdmin admin = TopicAdmin.open(kafka);
                LogWriter writer = LogWriter.open(kafka, "operations")) {
            admin.create(List.of(Topics.OPERATIONS));
            writer.send(Outgoing.of(Topics.OPERATIONS, operation.getSubject(), operation));
            writer.flush();
        } catch (RuntimeException e) {
            LOG.warn("not written down action={} subject={} cause={}", action, operation.getSubject(), e.getMessage());
        }
    }
}
