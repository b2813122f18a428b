package sharelora.platform.examples;

import java.util.stream.Stream;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Example;
import sharelora.schemas.Query;

/** Reads a record as a query, or says why it is poison. What is asked has to be such a text as is learned from. */
public final class QueryReader {

    private QueryReader() {}

    /** Reads the record. */
    public static QueryOutcome read(Received record) {
        byte[] value = record.value();
        try {
            Query query = Codec.decode(Query.class, value);
            Stream<String> texts = Stream.of(query.getId(), query.getText(), query.getTextPair());
            return AvroExamples.hasOtherBytes(texts, value)
                    ? new QueryOutcome.Poison(PoisonReason.UNREADABLE, AvroExamples.OTHER_BYTES)
                    : check(query);
        } catch (UnreadableRecordException e) {
            return new QueryOutcome.Poison(PoisonReason.UNREADABLE, AvroExamples.words(e, value));
        }
    }

    /** Holds id and texts of a query to the rules that those of examples keep. */
    public static QueryOutcome check(Query query) {
        Example example = new Example(query.getId(), query.getText(), null, query.getTextPair(), null, null);
        return switch (ExampleReader.check(example)) {
            case ReadOutcome.Poison(PoisonReason reason, String detail) -> new QueryOutcome.Poison(reason, detail);
            case ReadOutcome.Found _, ReadOutcome.Ignored _ -> new QueryOutcome.Found(query);
        };
    }
}
