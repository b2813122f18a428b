package sharelora.platform.examples;

import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;

/** Reads the stream's own examples topic: Avro. */
final class AvroExamples {

    private AvroExamples() {}

    static ReadOutcome read(Received record) {
        try {
            return new ReadOutcome.Found(Codec.decode(Example.class, record.value()));
        } catch (UnreadableRecordException e) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, e.getMessage());
        }
    }
}
