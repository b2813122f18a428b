package sharelora.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.console.follow.Following;
import sharelora.console.model.ReadModel;
import sharelora.console.model.Steps;
import sharelora.schemas.Topics;

class EventStreamsTest {

    private static final String STEPS = Topics.TRAIN_STEPS.name();
    private static final Duration STUCK = Duration.ofMillis(300);
    private static final int JOBS = 500;

    private final ReadModel model = new ReadModel();
    private final Followed followed = new Followed();
    private final EventStreams events = new EventStreams(
            new Known(model, null, () -> Optional.of(followed), Optional::empty, List::of, List::of), STUCK);
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private HttpServer server;
    private long offset;

    /** A log that was read to its end, unless said otherwise. */
    private static final class Followed implements Following {
        private volatile boolean loaded = true;
        private volatile String trouble = "";

        @Override
        public boolean loaded() {
            return loaded;
        }

        @Override
        public long records() {
            return 7;
        }

        @Override
        public Optional<String> trouble() {
            return Optional.of(trouble).filter(words -> !words.isEmpty());
        }
    }

    @BeforeEach
    void serve() {
        model.begins(STEPS, 0, 0);
        server = vertx.createHttpServer()
                .requestHandler(events::open)
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void goesOnBehindTheLastEventAndTellsAllFromAPlaceThatIsNotKnown() throws Exception {
        // Given
        learn("tickets", "other");
        String seen = model.cursor().toString();
        learn("other");

        // When / Then
        assertThat(firstEvent("Last-Event-ID: " + seen))
                .contains("event: change", "id: " + model.cursor(), "\"job\":\"other\"")
                .doesNotContain("tickets");
        assertThat(firstEvent("Last-Event-ID: of-another-log-0=1")).contains("event: overview", "tickets", "other");
        assertThat(firstEvent("Accept: text/event-stream")).contains("event: overview");
    }

    @Test
    void saysWhyWhatIsShownMayBeOldAndThatItIsNotAnyMore() throws Exception {
        // Given
        followed.loaded = false;
        try (Socket socket = ask(65_536, "Accept: text/event-stream")) {
            BufferedReader lines = lines(socket);

            // When / Then
            assertThat(event(lines)).contains("event: trouble", "reading the log: 7 records");
            followed.loaded = true;
            followed.trouble = "no broker answers";
            tick();
            assertThat(event(lines)).contains("event: trouble", "no broker answers");
            assertThat(event(lines)).contains("event: overview");
            followed.trouble = "";
            tick();
            assertThat(event(lines)).contains("event: trouble", "\"words\":\"\"");
        }
    }

    @Test
    void tellsAReaderThatTakesNothingNoMoreAndDropsIt() throws Exception {
        // Given
        String[] jobs =
                IntStream.range(0, JOBS).mapToObj(i -> "job-%03d".formatted(i)).toArray(String[]::new);
        learn(jobs);
        try (Socket slow = ask(1_024, "Accept: text/event-stream")) {
            await().until(events::watched);

            // When: every job changes at every tick
            long ticks = 0;
            long began = System.nanoTime();
            while (events.watched()
                    && Duration.ofNanos(System.nanoTime() - began).toSeconds() < 20) {
                learn(jobs);
                tick();
                ticks++;
            }

            // Then: it was told less than what happened, since what it did not take was not kept for it
            assertThat(events.watched()).isFalse();
            assertThat(changes(slow)).isLessThan(ticks);
        }
    }

    private static long changes(Socket socket) {
        long changes = 0;
        try {
            BufferedReader lines = lines(socket);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                changes += line.equals("event: change") ? 1 : 0;
            }
        } catch (IOException e) {
            return changes; // whoever takes nothing is hung up on
        }
        return changes;
    }

    private void tick() {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(now -> {
            events.tick();
            done.complete();
        });
        done.future().await();
    }

    private void learn(String... jobs) {
        List<ReadModel.Told> told = new ArrayList<>();
        for (String job : jobs) {
            long at = offset++;
            told.add(new ReadModel.Told(STEPS, 0, at, job, Steps.step(job, at + 1, 0.5)));
        }
        model.apply(told);
    }

    private String firstEvent(String header) throws IOException {
        try (Socket socket = ask(65_536, header)) {
            return event(lines(socket));
        }
    }

    /** @param buffer bytes that wait for whoever asks, before the console notices that it takes none */
    private Socket ask(int buffer, String header) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(buffer);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The lines of the next event. */
    private static String event(BufferedReader lines) throws IOException {
        StringBuilder event = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            event.append(line).append('\n');
            if (event.indexOf("data: ") >= 0) {
                return event.toString();
            }
        }
        return event.toString();
    }
}
