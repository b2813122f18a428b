package sharelora.predictor.openai;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.predictor.http.EventStream;

/**
 * Texts that are told while they grow. What a slow client has no room for is put together until it has, so that no more
 * than the texts themselves is held for it. The event loop's thread alone uses it.
 */
final class StreamedTexts {

    private static final String DONE = "[DONE]";

    private final EventStream events;
    private final ResponseForm form;
    private final ServedCheckpoint by;
    private final SaidText[] waiting;
    private final int[] told;
    private Optional<JsonObject> usage = Optional.empty();
    private boolean ended;

    /** Begins each text. */
    StreamedTexts(EventStream events, ResponseForm form, ServedCheckpoint by, int texts) {
        this.events = events;
        this.form = form;
        this.by = by;
        this.waiting = new SaidText[texts];
        this.told = new int[texts];
        for (int i = 0; i < texts; i++) {
            form.opening(by, i).ifPresent(events::send);
        }
        events.whenRoom(this::flush);
    }

    void add(int index, SaidText news) {
        waiting[index] = waiting[index] == null ? news : waiting[index].with(news);
        flush();
    }

    /** All texts have ended. */
    void end(Optional<JsonObject> used) {
        usage = used;
        ended = true;
        flush();
    }

    private void flush() {
        for (int i = 0; i < waiting.length; i++) {
            if (events.isFull()) {
                return;
            }
            if (waiting[i] != null) {
                events.send(form.part(by, i, waiting[i], told[i]));
                told[i] += waiting[i].text().length();
                waiting[i] = null;
            }
        }
        if (ended) {
            usage.ifPresent(used -> events.send(form.usage(by, used)));
            events.end(DONE);
        }
    }
}
