package sharelora.tokenizer;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;
import sharelora.schemas.Stream;

/** Streams as tests need them: labels {@code a} and {@code b}, nothing held out unless told. */
final class Streams {

    static final String NAME = "tickets";
    static final String INPUT = "support-tickets";

    private Streams() {}

    static BatchRule rule(int records, int tokens, int minRecords, long lingerMs) {
        return new BatchRule(records, tokens, minRecords, lingerMs);
    }

    static Stream stream(BatchRule rule) {
        return stream(rule, 0);
    }

    static Stream stream(BatchRule rule, int holdoutPercent) {
        return Stream.newBuilder()
                .setName(NAME)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setInput(new Input(INPUT, InputFormat.JSON, "ticket.id", "body", "queue", null, null, null, List.of()))
                .setLabels(List.of("a", "b"))
                .setMaxLength(64)
                .setBatch(rule)
                .setHoldoutPercent(holdoutPercent)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
