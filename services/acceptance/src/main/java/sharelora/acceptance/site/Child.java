package sharelora.acceptance.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that runs the {@code sharelora} command. It can be killed, frozen and continued. */
public final class Child implements AutoCloseable {

    private static final String MAIN = "sharelora.cli.Main";
    private static final Pattern PORT = Pattern.compile("listening .*port=(\\d+)");

    private final String name;
    private final Path log;
    private final Process process;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts {@code sharelora ARGUMENTS} on this JVM's own class path and flags.
     *
     * @param log file to which the output of the process is appended
     * @param options more flags for its JVM
     */
    static Child start(Path log, List<String> options, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(Child::isInherited)
                .forEach(line::add);
        line.addAll(options);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("OMP_NUM_THREADS", "1");
        try {
            return new Child(String.join(" ", arguments), log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVM flags that the launcher gives, without those of this JVM alone, such as an agent. */
    private static boolean isInherited(String flag) {
        return flag.startsWith("--add-modules")
                || flag.startsWith("--enable-native-access")
                || flag.startsWith("--sun-misc-unsafe")
                || flag.startsWith("-Dorg.apache.avro.")
                || flag.startsWith("-XX:+Use");
    }

    /** Sends SIGKILL; returns when the process is dead. */
    public void kill() {
        process.destroyForcibly();
        exit(Duration.ofSeconds(20));
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGSTOP: the process is frozen, and its clients wait. */
    public void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT: the process goes on as if no time had passed. */
    public void thaw() {
        signal("CONT");
    }

    public boolean alive() {
        return process.isAlive();
    }

    /**
     * Waits for the end of the process and returns its exit code.
     *
     * @throws IllegalStateException with the end of the log if the process does not end in time
     */
    public int exit(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException(name + " has not ended in " + patience.toSeconds() + " s:\n" + tail());
    }

    /** The port of the HTTP endpoint; -1 while the process does not listen. */
    public int port() {
        Matcher listening = PORT.matcher(printed());
        int port = -1;
        while (listening.find()) {
            port = Integer.parseInt(listening.group(1));
        }
        return port;
    }

    /** Why the process is not ready, as its HTTP endpoint says; empty if it is ready. */
    public Optional<String> unready() {
        int port = port();
        if (port < 0) {
            return Optional.of("not listening");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == HttpURLConnection.HTTP_OK ? Optional.empty() : Optional.of(answer.body());
        } catch (IOException e) {
            return Optional.of("no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Everything that this process and earlier ones with the same log have printed. */
    public String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of the log. */
    public String tail() {
        List<String> lines = printed().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** Kills the process if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + signal + " " + name + ": exit code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
