package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import sharelora.console.follow.FlowWatch;
import sharelora.console.model.Cursor;

/**
 * Server-sent events of what changed. An event's id is the place in the logs that it tells up to, so a reader goes on where it
 * was, also after the console was started anew. Whoever reads slowly is sent less often, never more at once: what changed
 * meanwhile is told as it is then. A timer calls {@link #tick()}.
 */
public final class EventStreams {

    /** How often it is looked whether something changed. */
    public static final long TICK_MS = 500;

    private static final int MOST_READERS = 64;
    private static final int QUEUE_BYTES = 256 << 10;
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Known known;
    private final Duration stuck;
    private final List<Reader> open = new CopyOnWriteArrayList<>();

    /** Nobody reads at first. */
    public EventStreams(Known known) {
        this(known, STUCK);
    }

    /** @param stuck how long a reader may take nothing before it is dropped */
    EventStreams(Known known, Duration stuck) {
        this.known = known;
        this.stuck = stuck;
    }

    private static final class Reader {
        final HttpServerResponse response;
        Optional<Cursor> at;
        String trouble = "";
        long flow;
        long wroteAt = System.nanoTime();
        long stuckSince;

        Reader(HttpServerResponse response, Optional<Cursor> at) {
            this.response = response;
            this.at = at;
        }
    }

    /** Whether anybody reads. */
    public boolean watched() {
        return !open.isEmpty();
    }

    /** Sends that reader what it has not seen, and what comes. */
    void open(HttpServerRequest request) {
        if (open.size() >= MOST_READERS) {
            throw new HttpProblem(503, MOST_READERS + " readers of events are the most");
        }
        String since = Optional.ofNullable(request.getHeader("Last-Event-ID")).orElse(request.getParam("since"));
        HttpServerResponse response = request.response()
                .setChunked(true)
                .setWriteQueueMaxSize(QUEUE_BYTES)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        Reader reader = new Reader(response, Cursor.parse(since));
        open.add(reader);
        response.closeHandler(gone -> forget(reader));
        response.exceptionHandler(failed -> forget(reader));
        response.write("retry: 1000\n\n");
        push(reader);
    }

    private void forget(Reader reader) {
        open.remove(reader);
    }

    /** Tells every reader what is new, unless it has not taken what it was told. */
    public void tick() {
        for (Reader reader : new ArrayList<>(open)) {
            if (reader.response.closed()) {
                forget(reader);
            } else if (!reader.response.writeQueueFull()) {
                reader.stuckSince = 0;
                push(reader);
            } else if (reader.stuckSince == 0) {
                reader.stuckSince = System.nanoTime();
            } else if (System.nanoTime() - reader.stuckSince > stuck.toNanos()) {
                forget(reader);
                var _ = reader.response.reset();
            }
        }
    }

    private void push(Reader reader) {
        trouble(reader);
        if (known.loaded()) {
            changes(reader);
            known.newestFlow().filter(look -> look.number() != reader.flow).ifPresent(look -> flow(reader, look));
        }
        keepAlive(reader);
    }

    private void changes(Reader reader) {
        Cursor now = known.model().cursor();
        if (reader.at.isEmpty() || !known.model().knowsSince(reader.at.get())) {
            JsonNode overview = known.model().overview();
            write(reader, "overview", overview, Optional.of(now));
        } else if (!reader.at.get().equals(now)) {
            known.model()
                    .since(reader.at.get())
                    .ifPresent(changed -> write(reader, "change", changed, Optional.of(now)));
        }
        reader.at = Optional.of(now);
    }

    private static void flow(Reader reader, FlowWatch.Look look) {
        reader.flow = look.number();
        write(reader, "flow", look.flow(), Optional.empty());
    }

    /** Says why what is shown may be old when that changes, and once that it is not any more. */
    private void trouble(Reader reader) {
        String now = known.trouble().orElse("");
        if (!now.equals(reader.trouble)) {
            reader.trouble = now;
            write(reader, "trouble", JsonNodeFactory.instance.objectNode().put("words", now), Optional.empty());
        }
    }

    private static void keepAlive(Reader reader) {
        if (System.nanoTime() - reader.wroteAt > ALIVE_NANOS) {
            reader.wroteAt = System.nanoTime();
            reader.response.write(": here\n\n");
        }
    }

    private static void write(Reader reader, String event, JsonNode data, Optional<Cursor> id) {
        reader.wroteAt = System.nanoTime();
        reader.response.write(id.map(cursor -> "id: " + cursor + "\n").orElse("") + "event: " + event + "\ndata: "
                + Replies.text(data) + "\n\n");
    }
}
