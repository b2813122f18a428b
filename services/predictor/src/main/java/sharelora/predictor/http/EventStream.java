package sharelora.predictor.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * Events of a response that is written while it grows (server-sent events). A client that reads slowly fills it: whoever
 * sends then keeps what is new, and sends it when there is room. The event loop's thread alone uses it.
 */
public final class EventStream {

    /** Bytes that may wait to be written. */
    private static final int MOST_BYTES = 64 << 10;

    private final Exchange exchange;
    private final HttpServerResponse response;

    EventStream(Exchange exchange) {
        this.exchange = exchange;
        this.response = exchange.request().response().setWriteQueueMaxSize(MOST_BYTES);
    }

    /** Whether the client reads too slowly for more. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Is called when there is room again. */
    public void whenRoom(Runnable action) {
        response.drainHandler(ignored -> action.run());
    }

    /** Sends it, unless nobody waits any more. */
    public void send(JsonObject event) {
        send(event.encode());
    }

    /** As the other, of a word that is no JSON. */
    public void send(String event) {
        if (!exchange.isAnswered()) {
            var _ = response.write("data: " + event + "\n\n");
        }
    }

    /** Sends the last one. */
    public void end(JsonObject last) {
        end(last.encode());
    }

    /** As the other, of a word that is no JSON. */
    public void end(String last) {
        if (!exchange.isAnswered()) {
            send(last);
            exchange.told(200);
            response.end().onComplete(written -> exchange.over());
        }
    }
}
