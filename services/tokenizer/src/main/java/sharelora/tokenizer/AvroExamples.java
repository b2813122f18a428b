package sharelora.tokenizer;

import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;

/** Reads the stream's own examples topic: Avro. */
final class AvroExamples {

    private AvroExamples() {}

    static Reading read(Received record) {
        try {
            return new Reading.Found(Codec.decode(Example.class, record.value()));
        } catch (UnreadableRecordException e) {
            return new Reading.Poison(Reason.UNREADABLE, e.getMessage());
        }
    }
}
