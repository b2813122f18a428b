package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static sharelora.tokenizer.TwoStreams.BAD;
import static sharelora.tokenizer.TwoStreams.GOOD;
import static sharelora.tokenizer.TwoStreams.PATIENCE;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.BlobNames;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Groups;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;
import sharelora.text.Completed;
import sharelora.text.Tokens;

/** What one stream cannot do, whatever that is, never stops another; it goes on by itself when it can. */
class StandingStreamsIT {

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private PublishedTokenizer good;
    private PublishedTokenizer bad;
    private TwoStreams streams;

    @BeforeEach
    void start() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        good = PublishedTokenizer.publish(blobs, folder.resolve("good"));
        bad = PublishedTokenizer.publish(blobs, folder.resolve("bad"), PublishedTokenizer.json() + "\n");
        streams = new TwoStreams(folder, blobs);
        streams.submit(TwoStreams.stream(GOOD, good));
    }

    @AfterEach
    void stop() {
        streams.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void standsStillWithoutAWholeBaseAndGoesOnByItselfOnceItIsThere(boolean missing) throws IOException {
        // Given
        Path file = blobs.fetch(BlobNames.model("tiny") + "/" + bad.sha256() + "/tokenizer.json");
        Path aside = Files.copy(file, folder.resolve("aside"));
        if (missing) {
            Files.delete(file);
        } else {
            Files.writeString(file, "{}");
        }
        streams.submit(TwoStreams.stream(BAD, bad));
        streams.start(new BaseTokenizers(blobs));
        streams.feed(BAD, 0, 12);
        streams.feed(GOOD, 0, 12);
        streams.awaitAll(GOOD, 12);
        await().atMost(PATIENCE).until(() -> streams.standsStill(BAD));
        String reason = streams.check(BAD).reason();
        Future<Void> drained = streams.tokenizer().drain();
        await().atMost(PATIENCE).until(drained::isComplete);

        // When
        Files.copy(aside, file, StandardCopyOption.REPLACE_EXISTING);

        // Then
        streams.awaitAll(BAD, 12);
        await().atMost(PATIENCE).until(() -> streams.check(BAD).up());
        assertThat(reason)
                .startsWith("stream bad: base tiny")
                .contains(missing ? "is not in the blob store" : "has 2 bytes, expected");
        assertThat(drained.cause()).hasMessage("stream bad stands still: " + reason);
        assertThat(streams.standsStill(BAD)).isFalse();
        assertThat(streams.tokenizer().ended().isComplete()).isFalse();
        streams.feed(GOOD, 12, 20);
        streams.awaitAll(GOOD, 20);
    }

    @Test
    void standsStillWithATokenizerThatTheLibraryRefusesUntilTheStreamNamesAnother() throws IOException {
        // Given
        PublishedTokenizer refused = PublishedTokenizer.publish(blobs, folder.resolve("refused"), "{\"model\": 7}");
        streams.submit(TwoStreams.stream(BAD, refused));
        streams.start(new BaseTokenizers(blobs));
        streams.feed(BAD, 0, 12);
        streams.feed(GOOD, 0, 12);
        streams.awaitAll(GOOD, 12);
        await().atMost(PATIENCE).until(() -> streams.standsStill(BAD));
        String reason = streams.check(BAD).reason();

        // When
        streams.write(TwoStreams.stream(BAD, good));

        // Then
        streams.awaitAll(BAD, 12);
        assertThat(reason).contains("is no Hugging Face tokenizer.json");
        assertThat(streams.standsStill(BAD)).isFalse();
    }

    @Test
    void standsStillWhereARunningStreamChangedAndGoesOnWhenItIsAsItWas() {
        // Given
        Stream before = TwoStreams.stream(BAD, bad);
        streams.submit(before);
        streams.start(new BaseTokenizers(blobs));
        streams.feed(BAD, 0, 12);
        streams.awaitAll(BAD, 12);
        streams.write(Stream.newBuilder(before).setMaxLength(32).build());
        await().atMost(PATIENCE).until(() -> streams.standsStill(BAD));
        String reason = streams.check(BAD).reason();
        streams.feed(BAD, 12, 20);
        streams.feed(GOOD, 0, 12);
        streams.awaitAll(GOOD, 12);
        int whileItStood = streams.ids(BAD).size();

        // When
        streams.write(
                Stream.newBuilder(before).setLabels(List.of("a", "b", "c")).build());

        // Then
        streams.awaitAll(BAD, 20);
        assertThat(whileItStood).isEqualTo(12);
        assertThat(reason).contains("maxLength: 32, was 64", "expected no change but labels and skips appended");
    }

    @Test
    void standsStillAtARecordThatTheEncoderThrowsForUntilItIsSkipped() {
        // Given
        Stream stream = TwoStreams.stream(BAD, bad);
        streams.submit(stream);
        streams.start(new BaseTokenizers(blobs, Bomb::new));
        streams.feed(BAD, 0, 10);
        streams.awaitAll(BAD, 10);
        streams.installation.write(List.of(TwoStreams.example(BAD, "bomb", "a bomb")));
        Received bomb = streams.input(BAD).stream()
                .filter(record -> record.keyText().orElseThrow().equals("bomb"))
                .findFirst()
                .orElseThrow();
        streams.feed(BAD, 10, 30);
        streams.feed(GOOD, 0, 12);
        streams.awaitAll(GOOD, 12);
        await().atMost(PATIENCE).until(() -> streams.standsStill(BAD));
        Future<Void> drained = streams.tokenizer().drain();
        await().atMost(PATIENCE).until(drained::isComplete);
        await().atMost(PATIENCE).until(() -> streams.tokenizer().idle().isPositive());
        String reason = streams.check(BAD).reason();
        long committed = committed(bomb);

        // When
        streams.write(Stream.newBuilder(stream)
                .setSkips(List.of(new Source(bomb.topic(), bomb.partition(), bomb.offset())))
                .build());

        // Then
        streams.awaitAll(BAD, 31);
        await().atMost(PATIENCE).until(() -> streams.check(BAD).up());
        assertThat(reason)
                .contains("stands still at " + bomb.place(), "java.lang.AssertionError")
                .doesNotContain("a bomb");
        assertThat(committed).isLessThanOrEqualTo(bomb.offset());
        assertThat(drained.cause()).hasMessageStartingWith("stream bad: stands still at " + bomb.place());
        assertThat(streams.standsStill(BAD)).isFalse();
        DeadLetter letter = streams.letters(BAD).getFirst();
        assertThat(letter.getReason()).isEqualTo("skipped-by-operator");
        assertThat(letter.getValue().array()).isEqualTo(bomb.value());
        assertThat(streams.tokenizer().ended().isComplete()).isFalse();
    }

    @Test
    void keepsWhatIsCompleteBeforeTheRecordAtWhichItStands() {
        // Given: one partition, and all of it in one poll
        streams.submit(TwoStreams.stream(BAD, bad));
        List<Outgoing<Example>> examples = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            examples.add(Outgoing.of(
                    Topics.examples(BAD),
                    "bomb",
                    TwoStreams.example(BAD, Integer.toString(i), "record " + i).value()));
        }
        examples.add(TwoStreams.example(BAD, "bomb", "a bomb"));
        streams.installation.write(examples);
        Received bomb = streams.input(BAD).getLast();

        // When
        streams.start(new BaseTokenizers(blobs, Bomb::new));

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed(bomb)).isBetween(4L, bomb.offset()));
        assertThat(streams.ids(BAD)).doesNotHaveDuplicates().doesNotContain("bomb");
        await().atMost(PATIENCE).until(() -> streams.standsStill(BAD));
    }

    @Test
    void endsTheProcessWhereItHasNoMemoryToGoOnWith() {
        // Given
        streams.start(new BaseTokenizers(blobs, encoder -> new Bomb(encoder, OutOfMemoryError::new)));

        // When
        streams.installation.write(List.of(TwoStreams.example(GOOD, "bomb", "a bomb")));

        // Then
        await().atMost(PATIENCE).until(() -> streams.tokenizer().ended().failed());
        assertThat(streams.tokenizer().ended().cause()).isInstanceOf(OutOfMemoryError.class);
    }

    private long committed(Received record) {
        try (TopicAdmin admin = TopicAdmin.open(streams.installation.kafka())) {
            return admin.committed(Groups.tokenizers(BAD)).entrySet().stream()
                    .filter(each ->
                            each.getKey().topic().equals(Topics.examples(BAD).name())
                                    && each.getKey().partition() == record.partition())
                    .mapToLong(Map.Entry::getValue)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Throws for one text what nobody expects. */
    private record Bomb(Encoder encoder, Supplier<Error> error) implements Encoder {

        Bomb(Encoder encoder) {
            this(encoder, () -> new AssertionError("a native library that quotes: a bomb"));
        }

        @Override
        public Tokens encode(String text) {
            if (text.equals("a bomb")) {
                throw error.get();
            }
            return encoder.encode(text);
        }

        @Override
        public Tokens encode(String text, String textPair) {
            return encoder.encode(text, textPair);
        }

        @Override
        public Completed complete(String text, String completion) {
            return encoder.complete(text, completion);
        }
    }
}
