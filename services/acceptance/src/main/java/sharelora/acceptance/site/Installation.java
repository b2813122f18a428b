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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import sharelora.cli.Main;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/** A broker in a process of its own, a folder of blobs with a tiny base, and the stages that are started there. */
public final class Installation implements AutoCloseable {

    /** A process that takes longer than this has hung, however busy the machine is. */
    public static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Turns the optimizing compiler off, which would be half the work of a process that runs for seconds. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    /** Timeouts of the feeding producer. The trials count fed examples, so a slow broker must not make it send one twice. */
    private static final Map<String, String> PATIENT =
            Map.of("request.timeout.ms", "60000", "delivery.timeout.ms", "120000");

    private final Path folder;
    private final Path blobFolder;
    private final int port;
    private final Optional<Proxy> proxy;
    private final KafkaSettings kafka;
    private final AtomicInteger started = new AtomicInteger();
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private Child broker;

    private Installation(Path folder, Path blobFolder, int port, Optional<Proxy> proxy) {
        this.folder = folder;
        this.blobFolder = blobFolder;
        this.port = port;
        this.proxy = proxy;
        this.kafka = KafkaSettings.of("127.0.0.1:" + proxy.map(Proxy::port).orElse(port));
        // The processes of an interrupted trial must not outlive it.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Returns when jobs can be submitted; their base is {@code tiny}. */
    public static Installation start(Path folder) {
        return start(folder, freePort(), Optional.empty());
    }

    private static Installation start(Path folder, int port, Optional<Proxy> proxy) {
        makeFolder(folder);
        Installation installation = new Installation(folder, folder.resolve("blobs"), port, proxy);
        installation.startBroker();
        installation.command("topics");
        installation.importBase();
        return installation;
    }

    /** Starts another installation whose broker is reached only through a {@link #proxy}. */
    public Installation behindProxy(String name) {
        int target = freePort();
        return start(folder.resolve(name), target, Optional.of(Proxy.before(target)));
    }

    /** An installation with the same broker and another blob store. */
    public Installation withBlobs(Path other) {
        Path work = other.resolveSibling(other.getFileName() + "-work");
        makeFolder(work);
        Installation installation = new Installation(work, other, port, proxy);
        installation.importBase();
        return installation;
    }

    private void importBase() {
        try {
            Path base = Sentences.BASE.writeTo(folder.resolve("tiny"));
            command("model", "import", base.toString(), "--name", "tiny");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the broker on the data of the previous one; returns when it answers. */
    public void startBroker() {
        List<String> arguments = new ArrayList<>(List.of("broker", "--port", Integer.toString(port)));
        arguments.addAll(List.of("--data", folder.resolve("broker").toString()));
        proxy.ifPresent(before -> arguments.addAll(List.of("--advertised", "127.0.0.1:" + before.port())));
        broker = child(List.of("-Xmx256m"), arguments);
        Await.until("the broker listens", () -> {
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

    /** The proxy in front of the broker; only an installation of {@link #behindProxy} has one. */
    public Proxy proxy() {
        return proxy.orElseThrow();
    }

    /** The folder of this installation. */
    public Path folder() {
        return folder;
    }

    /** The folder that holds the blobs as files. */
    public Path blobFolder() {
        return blobFolder;
    }

    public BlobStore blobs() {
        return BlobStore.open(blobFolder.toUri());
    }

    /** Runs a command to its end; throws if it fails. */
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

    /** Starts a stage with more JVM flags. */
    public Child stage(List<String> options, String... arguments) {
        List<String> all = connected(List.of(arguments));
        all.addAll(List.of("--http-port", "0"));
        return child(options, all);
    }

    /** Runs a stage until it has nothing left to do; throws if it fails. */
    public void drain(String... arguments) {
        drain(List.of(), arguments);
    }

    /** Runs a stage like {@link #drain(String...)}, with more JVM flags. */
    public void drain(List<String> options, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--until-idle", "1"));
        Child stage = stage(options, all.toArray(String[]::new));
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
        feed(stream, IntStream.range(from, to).mapToObj(Sentences::example).toList());
    }

    /** Writes examples. */
    public void feed(String stream, List<Example> examples) {
        try (LogWriter writer = LogWriter.open(kafka.with(PATIENT), "feed-" + stream)) {
            examples.forEach(example -> writer.send(Outgoing.of(Topics.examples(stream), example.getId(), example)));
            writer.flush();
        }
    }

    /** Kills whatever still runs, the broker last. */
    @Override
    public void close() {
        children.reversed().forEach(Child::close);
        proxy.ifPresent(Proxy::close);
    }

    private Child child(List<String> options, List<String> arguments) {
        List<String> flags = new ArrayList<>(List.of(QUICK_START));
        flags.addAll(options);
        Child child = Child.start(log(arguments.getFirst()), flags, arguments);
        children.add(child);
        return child;
    }

    private List<String> connected(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
        all.addAll(List.of("--blobs", blobFolder.toUri().toString()));
        return all;
    }

    private Path log(String name) {
        return folder.resolve("%03d-%s.log".formatted(started.incrementAndGet(), name));
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
