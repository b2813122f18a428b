package sharelora.tokenizer;

import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;

/** Reads the stream's own examples topic: Avro. */
final class AvroExamples {

    private AvroExamples() {}

    static Reading read(Received record) {
        Example example;
        try {
            example = Codec.decode(Example.class, record.value());
        } catch (UnreadableRecordException e) {
            return new Reading.Poison(Reason.UNREADABLE, e.getMessage());
        }
        if (example.getTextPair() != null) {
            return new Reading.Poison(
                    Reason.UNEXPECTED_PAIR, "textPair is set; expected none, for the stream classifies single texts");
        }
        if (example.getLabel() == null) {
            return new Reading.Poison(Reason.MISSING_LABEL, "label is null; expected one of the stream's labels");
        }
        return new Reading.Labelled(example.getId(), example.getText(), example.getLabel());
    }
}
