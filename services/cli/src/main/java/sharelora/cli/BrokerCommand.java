package sharelora.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.operations.Home;
import sharelora.operations.WrongUsageException;
import sharelora.platform.host.Exit;

/** Runs a real single-node Kafka broker until told to stop. */
@Command(
        name = "broker",
        description = "Runs a real single-node Kafka broker (KRaft) on the loopback address until told to stop.",
        mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s:/]+:\\d{1,5}");

    @Spec
    private CommandSpec command;

    @Option(
            names = "--port",
            defaultValue = "9092",
            description = "Port on the loopback address, 0 for any free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--advertised",
            paramLabel = "HOST:PORT",
            description = "Where clients are told to find it, if something stands between. Default: its own address")
    private String advertised;

    @Option(names = "--data", paramLabel = "DIR", description = "Its folder. Default: ~/.sharelora/broker")
    private Path data;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LAST_PORT) {
            throw WrongUsageException.of("--port: '" + port + "', expected a port from 0 to " + LAST_PORT);
        }
        if (advertised != null && !ADDRESS.matcher(advertised).matches()) {
            throw WrongUsageException.of("--advertised: '" + advertised + "', expected HOST:PORT");
        }
        Path folder = data == null ? Home.folder().resolve("broker") : data;
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerConfig(folder, port, Optional.ofNullable(advertised)))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                told.countDown();
                awaitQuietly(stopped);
                Runtime.getRuntime().halt(Exit.DONE); // it did as it was told; a signal's own code says that it failed
            }));
            command.commandLine().getOut().println("broker on " + broker.bootstrapServers() + ", data in " + folder);
            told.await();
        } finally {
            stopped.countDown();
        }
        return Exit.DONE;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
