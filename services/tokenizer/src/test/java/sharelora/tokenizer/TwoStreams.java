package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Check;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/** One tokenizer process on a real broker with two streams, {@code good} and {@code bad}, of which a test breaks one. */
final class TwoStreams implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String GOOD = "good";
    static final String BAD = "bad";

    final TestInstallation installation;
    final Platform platform;
    private final Vertx vertx = Vertx.vertx();
    private TokenizerVerticle tokenizer;

    TwoStreams(Path folder, BlobStore blobs) {
        installation = TestInstallation.start(folder, blobs);
        platform = installation.platform();
    }

    static sharelora.schemas.Stream stream(String name, PublishedTokenizer base) {
        return sharelora.schemas.Stream.newBuilder(base.in(Streams.stream(Streams.rule(4, 1_000, 1, 200), 20)))
                .setName(name)
                .setInput(null)
                .build();
    }

    void submit(sharelora.schemas.Stream stream) {
        installation.createStream(stream.getName());
        write(stream);
        installation.write(List.of(Outgoing.of(
                Topics.JOBS,
                stream.getName(),
                TrainingJobs.job(stream.getName()).setStream(stream.getName()).build())));
    }

    void write(sharelora.schemas.Stream stream) {
        installation.write(List.of(Outgoing.of(Topics.STREAMS, stream.getName(), stream)));
    }

    void start(BaseTokenizers bases) {
        tokenizer = new TokenizerVerticle(TokenizerConfig.standard(), platform, bases);
        Future<String> deployed = StageDeployment.deploy(vertx, "tokenizer", tokenizer);
        await().atMost(PATIENCE).until(deployed::isComplete);
        assertThat(deployed.succeeded()).as("%s", deployed.cause()).isTrue();
    }

    TokenizerVerticle tokenizer() {
        return tokenizer;
    }

    void feed(String stream, int from, int to) {
        List<Outgoing<Example>> examples = new ArrayList<>();
        for (int i = from; i < to; i++) {
            examples.add(example(stream, Integer.toString(i), "a stream of record number " + i));
        }
        installation.write(examples);
    }

    static Outgoing<Example> example(String stream, String id, String text) {
        return Outgoing.of(
                Topics.examples(stream),
                id,
                Example.newBuilder().setId(id).setText(text).setLabel("a").build());
    }

    /** The records of the stream's input, as they were written. */
    List<Received> input(String stream) {
        List<Received> records = new ArrayList<>();
        TopicReplay.read(installation.kafka(), Topics.examples(stream), records::add);
        return records;
    }

    /** The ids of all that the tokenizer has committed, however often. */
    List<String> ids(String stream) {
        return Stream.of(
                        installation.read(Topics.tokenBatches(stream)).stream()
                                .flatMap(batch -> batch.getExampleIds().stream()),
                        installation.read(Topics.evalBatches(stream)).stream()
                                .flatMap(batch -> batch.getExampleIds().stream()),
                        letters(stream).stream()
                                .map(letter -> StandardCharsets.UTF_8
                                        .decode(letter.getKey().duplicate())
                                        .toString()))
                .flatMap(each -> each)
                .toList();
    }

    List<DeadLetter> letters(String stream) {
        return installation.read(Topics.DEAD_LETTERS).stream()
                .filter(letter -> stream.equals(letter.getStream()))
                .toList();
    }

    /** What the readiness check of the stream says. */
    Check.State check(String stream) {
        return platform.health().ready("tokenizer " + stream).state();
    }

    boolean standsStill(String stream) {
        return platform.metrics()
                .exposition()
                .contains("sharelora_streams_standing_still{stage=\"tokenizer\",stream=\"" + stream + "\"} 1.0");
    }

    /** All that was fed there is committed, once each. */
    void awaitAll(String stream, int fed) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ids(stream)).hasSize(fed).doesNotHaveDuplicates());
    }

    @Override
    public void close() {
        Future<Void> closed = vertx.close();
        await().atMost(PATIENCE).until(closed::isComplete);
        installation.close();
    }
}
