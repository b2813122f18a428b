package sharelora.tokenizer;

import java.util.Locale;
import java.util.Map;
import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.stage.StageDeclarations;
import sharelora.schemas.IgnoredRecord;

/** The Prometheus metrics of one stream. Only the loop's thread counts; any thread may read {@link #counts}. */
final class TokenizerMetrics {

    private static final String STREAM = "stream";
    private static final String STAGE = StageDeclarations.TOKENIZER.word();

    private final String stream;
    private final Counter records;
    private final Counter tokens;
    private final Counter batches;
    private final Counter heldOut;
    private final Counter deadLetters;
    private final Counter ignored;
    private final Gauge standing;
    private volatile StreamCounts counts;

    TokenizerMetrics(String stream, Metrics metrics) {
        this.stream = stream;
        records = metrics.counter("tokenizer_records", "Records put into training batches.", STREAM);
        tokens = metrics.counter("tokenizer_tokens", "Tokens put into training batches.", STREAM);
        batches = metrics.counter("tokenizer_batches", "Training batches closed.", STREAM);
        heldOut = metrics.counter("tokenizer_held_out", "Records held out for evaluation.", STREAM);
        deadLetters =
                metrics.counter("tokenizer_dead_letters", "Records that cannot be used, by reason.", STREAM, "reason");
        standing = metrics.gauge(
                "streams_standing_still", "1 for a stream that the stage cannot serve for now.", "stage", STREAM);
        ignored = metrics.counter(
                "tokenizer_ignored", "Records passed over because the stream asks for that, by kind.", STREAM, "kind");
        counts = new StreamCounts(stream, 0, 0, 0, 0, 0, 0);
    }

    /** Registers every metric, so that Prometheus knows all names before the first stream. */
    static void declare(Metrics metrics) {
        var _ = new TokenizerMetrics("", metrics);
    }

    void closed(OpenUnit unit) {
        int trained = unit.training().records();
        int held = unit.heldOut().stream().mapToInt(TokenBatchBuilder::records).sum();
        int letters = unit.letters().size();
        records.add(trained, stream);
        tokens.add(unit.training().tokens(), stream);
        batches.add(trained > 0 ? 1 : 0, stream);
        heldOut.add(held, stream);
        unit.letters()
                .forEach(letter -> deadLetters.add(1, stream, letter.value().getReason()));
        int passedOver = 0;
        for (Map.Entry<IgnoredRecord, Integer> each : unit.ignored().entrySet()) {
            ignored.add(each.getValue(), stream, each.getKey().name().toLowerCase(Locale.ROOT));
            passedOver += each.getValue();
        }
        counts = new StreamCounts(
                stream,
                counts.records() + trained,
                counts.tokens() + unit.training().tokens(),
                counts.batches() + (trained > 0 ? 1 : 0),
                counts.heldOut() + held,
                counts.deadLetters() + letters,
                counts.ignored() + passedOver);
    }

    void standsStill() {
        standing.set(1, STAGE, stream);
    }

    /** It goes on, or it is not tokenized here any more. */
    void goesOn() {
        standing.remove(STAGE, stream);
    }

    StreamCounts counts() {
        return counts;
    }
}
