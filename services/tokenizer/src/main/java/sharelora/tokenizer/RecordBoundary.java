package sharelora.tokenizer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.Received;

/**
 * Around a stream's tokenizer: a record for which it throws what nobody expected makes the stream stand still there.
 * Nothing at or behind the record is committed; the loop takes it again and again, with back-off, until the tokenizer
 * takes it or an operator has it skipped. The loop's thread calls it; what else there is may be called from any thread.
 */
final class RecordBoundary implements Transform {

    private static final Logger LOG = LoggerFactory.getLogger(RecordBoundary.class);

    /** So long after the last failure, which is longer than any back-off, the record went to another member's partition. */
    private static final long FORGOTTEN_AFTER_MS = 60_000;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private record Place(String topic, int partition, long offset) {

        static Place of(Received record) {
            return new Place(record.topic(), record.partition(), record.offset());
        }
    }

    private final String stream;
    private final Tokenizer tokenizer;
    private final TokenizerMetrics metrics;
    private final IdleClock still = new IdleClock();
    private final Queue<Promise<Void>> drains = new ConcurrentLinkedQueue<>();
    private volatile Optional<Standstill> standstill = Optional.empty();
    private Place place;
    private long sinceMillis = UNKNOWN;

    RecordBoundary(String stream, Tokenizer tokenizer, TokenizerMetrics metrics) {
        this.stream = stream;
        this.tokenizer = tokenizer;
        this.metrics = metrics;
    }

    boolean standsStill() {
        return standstill.isPresent();
    }

    /** How long the stream has stood still; zero while it does not. */
    Duration standing() {
        return still.time();
    }

    /** The drain, which fails with the reason where the stream stands still before it is complete. */
    Future<Void> drain(Future<Void> drain) {
        Promise<Void> drained = Promise.promise();
        drains.add(drained);
        standstill.ifPresent(this::failDrains);
        drain.onSuccess(drained::tryComplete).onFailure(drained::tryFail);
        return drained.future();
    }

    @Override
    public void accept(Received record, Output output) {
        try {
            tokenizer.accept(record, output);
        } catch (TransientException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (Standstill.endsTheProcess(e)) {
                throw e;
            }
            throw standsStillAt(record, e);
        }
        if (place != null && place.equals(Place.of(record))) {
            goesOn();
        }
    }

    @Override
    public void tick(long nowMillis, Output output) {
        if (place != null && sinceMillis == UNKNOWN) {
            sinceMillis = nowMillis;
        } else if (place != null && nowMillis - sinceMillis >= FORGOTTEN_AFTER_MS) {
            goesOn();
        }
        tokenizer.tick(nowMillis, output);
    }

    @Override
    public Map<Position, Long> completed() {
        return tokenizer.completed();
    }

    @Override
    public void restart() {
        tokenizer.restart();
    }

    @Override
    public void resume(Map<Position, Long> next, Map<Position, String> notes) {
        tokenizer.resume(next, notes);
    }

    @Override
    public Map<Position, String> notes() {
        return tokenizer.notes();
    }

    @Override
    public void overtaken(Gap gap, Output output) {
        tokenizer.overtaken(gap, output);
    }

    @Override
    public boolean awaitsRecords() {
        return tokenizer.awaitsRecords();
    }

    @Override
    public void flush(Output output) {
        tokenizer.flush(output);
    }

    private TransientException standsStillAt(Received record, Throwable cause) {
        Standstill now = Standstill.at(record, cause, stream);
        if (standstill.filter(now::equals).isEmpty()) {
            LOG.error(
                    "stream stands still, the others go on stage=tokenizer stream={} at={} cause={}",
                    stream,
                    record.place(),
                    now.reason());
        }
        place = Place.of(record);
        sinceMillis = UNKNOWN;
        standstill = Optional.of(now);
        still.idle();
        metrics.standsStill();
        failDrains(now);
        return new TransientException(now.reason(), cause);
    }

    private void goesOn() {
        LOG.info("goes on stream={} at={}-{}@{}", stream, place.topic(), place.partition(), place.offset());
        place = null;
        standstill = Optional.empty();
        still.busy();
        metrics.goesOn();
    }

    private void failDrains(Standstill now) {
        for (Promise<Void> drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.tryFail(new FatalException("stream " + stream + ": " + now.reason()));
        }
    }
}
