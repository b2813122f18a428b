package sharelora.acceptance.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sharelora.cli.Main;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Topics;

/** A broker in a process of its own, a folder of blobs with a tiny base, and the stages that are started there. */
public final class Installation implements AutoCloseable {

    /** Nothing here takes that long, on however busy a machine; what does has hung. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final int port;
    private final KafkaSettings kafka;
    private final AtomicInteger started = new AtomicInteger();
    private final List<Child> children = new ArrayList<>();
    private Child broker;

    private Installation(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.kafka = KafkaSettings.of("127.0.0.1:" + port);
    }

    /** Returns when jobs can be submitted; their base is {@code tiny}. */
    public static Installation start(Path folder) {
        try {
            Files.createDirectories(folder);
            Installation installation = new Installation(folder.toAbsolutePath(), freePort());
            installation.startBroker();
            installation.command("topics");
            Path base = TinyBase.write(folder.resolve("tiny"));
            installation.command("model", "import", base.toString(), "--name", "tiny");
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the broker, in the folder of the one before it; returns when it answers. */
    public void startBroker() {
        broker = child(
                List.of("-Xmx256m"),
                List.of(
                        "broker",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("broker").toString()));
        Waiting.until("the broker listens", () -> {
            if (!broker.alive()) {
                throw new IllegalStateException("the broker has died:\n" + broker.tail());
            }
            return broker.printed().contains("broker on ");
        });
    }

    public Child broker() {
        return broker;
    }

    public KafkaSettings kafka() {
        return kafka;
    }

    /** Where the blobs lie as files. */
    public Path blobFolder() {
        return folder.resolve("blobs");
    }

    public BlobStore blobs() {
        return BlobStore.open(blobFolder().toUri());
    }

    /** Runs a command to its end, which has to be a good one. */
    public void command(String... arguments) {
        int exit = Main.run(connected(List.of(arguments)).toArray(String[]::new));
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + ": exit code " + exit);
        }
    }

    /** Starts a stage in a process of its own. */
    public Child stage(String... arguments) {
        return stage(List.of(), arguments);
    }

    /** Starts a stage whose JVM has more flags. */
    public Child stage(List<String> options, String... arguments) {
        return child(options, staged(arguments));
    }

    /** Starts another program in place of a stage, with a stage's arguments. */
    public Child standIn(Class<?> main, String... arguments) {
        return remember(Child.start(main.getName(), log(arguments[0]), List.of(), staged(arguments)));
    }

    /** Runs a stage until it has nothing left to do; it has to end well. */
    public void drain(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--until-idle", "1"));
        Child stage = stage(all.toArray(String[]::new));
        int exit = stage.exit(PATIENCE);
        if (exit != 0) {
            throw new IllegalStateException(stage + ": exit code " + exit + ":\n" + stage.tail());
        }
    }

    /** Submits a job file. */
    public void submit(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("job-" + started.incrementAndGet() + ".yaml"), yaml);
            command("submit", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the examples of these numbers. */
    public void feed(String stream, int from, int to) {
        try (LogWriter writer = LogWriter.open(kafka, "feed-" + stream)) {
            for (int i = from; i < to; i++) {
                writer.send(Outgoing.of(Topics.examples(stream), Sentences.id(i), Sentences.example(i)));
            }
            writer.flush();
        }
    }

    /** Kills whatever still runs, the broker last. */
    @Override
    public void close() {
        children.reversed().forEach(Child::close);
    }

    private Child child(List<String> options, List<String> arguments) {
        return remember(Child.start(log(arguments.getFirst()), options, arguments));
    }

    private Child remember(Child child) {
        children.add(child);
        return child;
    }

    private List<String> staged(String... arguments) {
        List<String> all = connected(List.of(arguments));
        all.addAll(List.of("--http-port", "0"));
        return all;
    }

    private List<String> connected(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
        all.addAll(List.of("--blobs", blobFolder().toUri().toString()));
        return all;
    }

    private Path log(String name) {
        return folder.resolve("%03d-%s.log".formatted(started.incrementAndGet(), name));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
