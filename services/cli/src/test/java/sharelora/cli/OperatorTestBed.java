package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.fixtures.TinyBase;
import sharelora.platform.kafka.KafkaSettings;

/** A broker, a blob store with a tiny base, and the command as an operator types it. */
final class OperatorTestBed implements AutoCloseable {

    private final Path folder;
    private final EmbeddedBroker broker;

    private OperatorTestBed(Path folder, EmbeddedBroker broker) {
        this.folder = folder;
        this.broker = broker;
    }

    static OperatorTestBed start(Path folder) throws IOException {
        OperatorTestBed bed =
                new OperatorTestBed(folder, EmbeddedBroker.start(new BrokerConfig(folder.resolve("kafka"), 0)));
        bed.done("topics");
        bed.done("model", "import", TinyBase.write(folder.resolve("tiny")).toString());
        return bed;
    }

    KafkaSettings kafka() {
        return KafkaSettings.of(broker.bootstrapServers());
    }

    Path blobs() {
        return folder.resolve("blobs");
    }

    /** Runs the command against this broker and these blobs. */
    Captured run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
        all.addAll(List.of("--blobs", blobs().toUri().toString()));
        return Captured.run(all.toArray(String[]::new));
    }

    /** As {@link #run}, where it has to work; what it printed. */
    String done(String... arguments) {
        Captured run = run(arguments);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    /** Every stage in flow order, each until it has nothing more to do; only that job is trained. */
    void flow(String job) {
        String[] stage = {"--http-port", "0", "--until-idle", "0.2"};
        done(stage, "tokenizer");
        done(stage, "trainer", "--job", job);
        done(stage, "checkpointer");
        done(stage, "evaluator");
    }

    private void done(String[] options, String... stage) {
        done(Stream.concat(Arrays.stream(stage), Arrays.stream(options)).toArray(String[]::new));
    }

    /** A job on the tiny base with a stream of its own: batches of four, a checkpoint each five. */
    void submit(String job, String labels) throws IOException {
        done("submit", file(job + ".yaml", """
                job: %s
                base: tiny
                stream: {labels: [%s], maxLength: 16, holdoutPercent: 30, batch: {records: 4, minRecords: 1}}
                adapter: {method: share-a, rank: 2, alpha: 4}
                checkpointEvery: 5
                evaluation: {minRecords: 5}
                """.formatted(job, labels)));
    }

    /** Feeds texts of these numbers, no two alike; odd ones of the one label, even ones of the other. */
    void feed(String stream, int from, int to, String odd, String even) throws IOException {
        List<String> lines = IntStream.range(from, to)
                .mapToObj(i -> "{\"id\": \"r-%d\", \"text\": \"w%d w%d w%d\", \"label\": \"%s\"}"
                        .formatted(i, i % 46, i / 46, (i * 7) % 46, i % 2 == 1 ? odd : even))
                .toList();
        done("feed", "--stream", stream, "--file", file(stream + from + ".jsonl", String.join("\n", lines)));
    }

    String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Override
    public void close() {
        broker.close();
    }
}
