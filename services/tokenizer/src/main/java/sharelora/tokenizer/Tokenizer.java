package sharelora.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import sharelora.platform.examples.ExampleReader;
import sharelora.platform.examples.PoisonReason;
import sharelora.platform.examples.ReadOutcome;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.IgnoredRecord;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.text.HoldOut;
import sharelora.text.TextRefusedException;

/**
 * The records of one stream → units. A unit is a training batch with what was held out and what is dead up to its end,
 * sent in one go; {@link #completed()} only ever names ends of units. So each record is in exactly one training batch,
 * evaluation batch or dead letter, in the order of its partition, or was passed over because the stream asks for that. A
 * repeated id is another example and is learned again.
 *
 * <p>A unit ends where its training batch closes: at the rule's {@code records}; before the record that would exceed
 * {@code tokens}; after {@code lingerMs} once it holds {@code minRecords}; before the message would grow too large. It
 * also ends at 1,000 records or 8 MiB set aside, and after {@code lingerMs} where there is nothing to learn from: poison
 * must not pile up. A {@link #flush} ends it in any case. Time is that of {@link #tick} alone.
 */
final class Tokenizer implements Transform {

    private final Stream stream;
    private final TaskEncoding encoding;
    private final Encoder encoder;
    private final TokenizerMetrics metrics;
    private final ExampleReader reader;
    private final HoldOut holdOut;
    private final DeadLetters letters;
    private final Topic<TokenBatch> tokenBatches;
    private final Topic<TokenBatch> evalBatches;
    private final Map<Position, Long> completed = new HashMap<>();
    private OpenUnit unit;
    private InputGaps gaps = new InputGaps();

    // Set by whoever follows the catalog, read by the loop's thread; they only ever grow.
    private volatile Labels labels;
    private volatile Skips skips;
    private volatile Stream followed;

    /**
     * A tokenizer at the start of everything.
     */
    Tokenizer(Stream stream, Encoder encoder, TokenizerMetrics metrics) {
        this.stream = stream;
        this.encoding = TaskEncoding.of(stream.getTask());
        this.encoder = encoder;
        this.metrics = metrics;
        this.reader = ExampleReader.of(stream);
        this.holdOut = new HoldOut(stream.getHoldoutPercent());
        this.letters = letters(stream);
        this.tokenBatches = Topics.tokenBatches(stream.getName());
        this.evalBatches = Topics.evalBatches(stream.getName());
        this.labels = Labels.of(stream.getLabels());
        this.skips = Skips.of(stream.getSkips());
        this.followed = stream;
        this.unit = new OpenUnit(stream.getBatch());
    }

    /** What makes the dead letters of that stream. */
    static DeadLetters letters(Stream stream) {
        return DeadLetters.of("tokenizer").forStream(stream.getName());
    }

    /**
     * Takes over labels and skips that were appended; from any thread.
     *
     * @throws sharelora.platform.failure.FatalException where anything else about the stream is another: that would cut
     *     other batches
     */
    void follow(Stream now) {
        StreamChanges.requireAppended(followed, now);
        followed = now;
        labels = Labels.of(now.getLabels());
        skips = Skips.of(now.getSkips());
    }

    /** Takes the next record; what the encoder throws for it comes out, and {@link #restart} then forgets it. */
    @Override
    public void accept(Received record, Output output) {
        if (skips.contain(record)) {
            bury(record, PoisonReason.SKIPPED_BY_OPERATOR, "an operator had it skipped; it was not read");
        } else {
            read(record, output);
        }
        unit.include(record);
        if (unit.isFull()) {
            close(output);
        }
    }

    private void read(Received record, Output output) {
        switch (reader.read(record)) {
            case ReadOutcome.Poison poison -> bury(record, poison.reason(), poison.detail());
            case ReadOutcome.Found(Example example) -> take(record, example, output);
            case ReadOutcome.Ignored(IgnoredRecord kind) -> unit.ignore(kind);
        }
    }

    @Override
    public void tick(long nowMillis, Output output) {
        if (unit.isDue(nowMillis)) {
            close(output);
        }
    }

    /** What is open may be gone from its topic as well: it is learned now, in a smaller batch. */
    @Override
    public void overtaken(Gap gap, Output output) {
        flush(output);
        gaps.add(gap);
    }

    @Override
    public void resume(Map<Position, Long> next, Map<Position, String> notes) {
        gaps = InputGaps.noted(notes);
    }

    @Override
    public Map<Position, String> notes() {
        return gaps.notes();
    }

    @Override
    public void flush(Output output) {
        if (!unit.isEmpty()) {
            close(output);
        }
    }

    @Override
    public Map<Position, Long> completed() {
        return completed;
    }

    @Override
    public boolean awaitsRecords() {
        return unit.awaitsRecords();
    }

    @Override
    public void restart() {
        completed.clear();
        gaps = new InputGaps();
        unit = new OpenUnit(stream.getBatch());
    }

    private void take(Received record, Example example, Output output) {
        switch (encoded(record, example)) {
            case EncodingOutcome.Poison(PoisonReason reason, String detail) -> bury(record, reason, detail);
            case EncodingOutcome.Encoded(TokenRecord tokens) -> put(record, example, tokens, output);
        }
    }

    private EncodingOutcome encoded(Received record, Example example) {
        try {
            return encoding.encode(example, encoder, labels, source(record));
        } catch (TextRefusedException e) {
            return new EncodingOutcome.Poison(PoisonReason.REFUSED_BY_TOKENIZER, e.getMessage());
        }
    }

    private void put(Received record, Example example, TokenRecord tokenized, Output output) {
        if (holdOut.holds(example.getText(), example.getTextPair() == null ? "" : example.getTextPair())) {
            unit.holdOut(tokenized, sizeOf(record));
            return;
        }
        if (!unit.hasRoomFor(tokenized)) {
            close(output); // the unit ends before this record, which opens the next
        }
        unit.train(tokenized);
    }

    private void bury(Received record, PoisonReason reason, String detail) {
        unit.bury(letters.letter(record, reason.word(), detail), sizeOf(record));
    }

    private void close(Output output) {
        Optional<TokenBatchBuilder> training = Optional.of(unit.training()).filter(batch -> !batch.isEmpty());
        training.ifPresent(batch -> {
            batch.gaps(gaps.before(batch.sources()));
            send(tokenBatches, batch, output);
        });
        unit.heldOut().forEach(batch -> send(evalBatches, batch, output));
        unit.letters().forEach(output::send);
        completed.putAll(unit.ends());
        metrics.closed(unit);
        unit = new OpenUnit(stream.getBatch());
    }

    private void send(Topic<TokenBatch> topic, TokenBatchBuilder batch, Output output) {
        output.send(
                Outgoing.of(topic, null, batch.build(stream.getName(), stream.getTokenizerSha256(), labels.list())));
    }

    private static Source source(Received record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }

    private static int sizeOf(Received record) {
        return record.raw() == null ? 0 : record.raw().length;
    }
}
