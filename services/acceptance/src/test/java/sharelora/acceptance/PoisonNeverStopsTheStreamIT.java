package sharelora.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.platform.records.Codec;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/** Whatever lies on a stream's topics is learned or a dead letter with its reason, and what follows it is learned. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoisonNeverStopsTheStreamIT {

    private static final String STREAM = "poisoned";
    private static final String EXAMPLES = Topics.examples(STREAM).name();
    private static final String TICKETS = "tickets";
    private static final byte[] NOISE = {0, 1, 2, (byte) 0xC3, 1, 99};
    private static final int MILLION = 1_000_000;

    private final CommandTestBed bed = CommandTestBed.shared();

    @Test
    void everyRecordIsLearnedOrADeadLetterAndTheStreamGoesOn() {
        // Given
        bed.createForeign(TICKETS);
        bed.submit("""
                job: poisoned
                base: minilm
                stream:
                  input: {topic: tickets, id: ticket.id, text: body, label: queue}
                  labels: [cooking, weather]
                  holdoutPercent: 0
                """);
        bed.feed(STREAM, Texts.lines(0, 40));
        feedOddities();
        writeNoise();
        writeTickets();
        tokenizeAndTrain();

        // When
        bed.feed(STREAM, Texts.lines(40, 80));
        ticket("second", "{'ticket': {'id': 'second'}, 'body': 'It may hail.', 'queue': 'weather'}");
        tokenizeAndTrain();

        // Then
        everyPoisonHasItsReason();
        lettersCarryWhatTheyCan();
        everythingElseIsLearned();
    }

    /** Lines that {@code feed} takes: what is wrong with them is for the stream to say. */
    private void feedOddities() {
        bed.feed(
                STREAM,
                List.of(
                        Texts.line("unknown", "Who won the match?", "sports"),
                        "{\"id\": \"unlabelled\", \"text\": \"Nobody said what this is.\"}",
                        Texts.line("empty", " ", "weather"),
                        Texts.line("million", "x".repeat(MILLION), "weather"),
                        Texts.line("long", "It will rain. ".repeat(6_000), "weather"),
                        Texts.line("twice", "Peel the carrots.", "cooking"),
                        Texts.line("twice", "Peel the carrots.", "cooking")));
    }

    private void writeNoise() {
        bed.writeRaw(EXAMPLES, "noise", NOISE);
        bed.writeRaw(EXAMPLES, "tombstone", null);
        bed.writeRaw(EXAMPLES, "wrong-schema", Codec.encode(new Source(EXAMPLES, 0, 0L)));
    }

    private void writeTickets() {
        ticket("first", "{'ticket': {'id': 'first'}, 'body': 'Boil the eggs.', 'queue': 'cooking'}");
        ticket("no-json", "Boil the eggs.");
        ticket("no-field", "{'ticket': {'id': 'no-field'}, 'text': 'Boil the eggs.', 'queue': 'cooking'}");
        ticket("no-text", "{'ticket': {'id': 'no-text'}, 'body': ['Boil the eggs.'], 'queue': 'cooking'}");
    }

    private void tokenizeAndTrain() {
        bed.tokenize(STREAM);
        bed.train(STREAM, 2);
    }

    private void everyPoisonHasItsReason() {
        assertThat(letters().entrySet())
                .extracting(letter -> letter.getKey() + ": " + letter.getValue().getReason())
                .containsExactlyInAnyOrder(
                        "noise: unreadable",
                        "tombstone: unreadable",
                        "wrong-schema: unreadable",
                        "unknown: unknown-label",
                        "unlabelled: missing-label",
                        "empty: empty-text",
                        "million: text-too-long",
                        "no-json: unreadable",
                        "no-field: missing-field",
                        "no-text: wrong-type");
    }

    private void lettersCarryWhatTheyCan() {
        DeadLetter noise = letters().get("noise");
        DeadLetter million = letters().get("million");
        assertThat(noise.getValue()).isEqualTo(ByteBuffer.wrap(NOISE));
        assertThat(noise.getSource().getTopic()).isEqualTo(EXAMPLES);
        assertThat(million.getValue()).isNull();
        assertThat(million.getValueBytes()).isGreaterThan(MILLION);
        assertThat(million.getValueSha256()).hasSize(64);
        assertThat(letters().get("no-field").getSource().getTopic()).isEqualTo(TICKETS);
    }

    private void everythingElseIsLearned() {
        List<String> batched = bed.read(Topics.tokenBatches(STREAM)).stream()
                .flatMap(batch -> batch.getExampleIds().stream())
                .toList();
        assertThat(batched).hasSize(85).contains("long", "text-0", "text-79").containsOnlyOnce("first", "second");
        assertThat(batched).filteredOn("twice"::equals).hasSize(2);
        assertThat(bed.snapshot(STREAM).getRecords()).isEqualTo(batched.size());
    }

    private Map<String, DeadLetter> letters() {
        return bed.read(Topics.DEAD_LETTERS).stream()
                .filter(letter -> STREAM.equals(letter.getStream()))
                .collect(Collectors.toMap(
                        letter -> UTF_8.decode(letter.getKey().duplicate()).toString(), Function.identity()));
    }

    private void ticket(String key, String json) {
        bed.writeRaw(TICKETS, key, json.replace('\'', '"').getBytes(UTF_8));
    }
}
