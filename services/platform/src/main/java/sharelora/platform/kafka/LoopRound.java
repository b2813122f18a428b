package sharelora.platform.kafka;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Received;
import sharelora.schemas.Source;

/** One round of a loop: poll, accept, tick, commit. All state of a loop that an abort throws away is here. */
final class LoopRound {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT_FOR_COMMIT = Duration.ofMillis(500);

    private final Transform transform;
    private final LoopConsumer consumer;
    private final LoopWriter writer;
    private final LoopStatus status;
    private final Pending pending;
    private final DeadLetters letters;

    /** Removed from their topics unread, and not told yet. */
    private final Gaps gaps = new Gaps();

    /** Partitions without a committed offset: where they begin is committed next, so that what is lost later is known. */
    private final Map<Position, Long> begun = new HashMap<>();

    /** Next offset per assigned partition, as committed. */
    private final Map<Position, Long> committed = new HashMap<>();

    /** Next offset per partition after the last record that the transform accepted since its restart. */
    private final Map<Position, Long> accepted = new HashMap<>();

    private final Map<Position, Long> timestamps = new HashMap<>();
    private final DrainTarget drain = new DrainTarget();
    private long lastTick = System.nanoTime();
    private long lastCommit = System.nanoTime();
    private boolean startOver = true;

    /** After a failure each unit is committed by itself, so that what comes before a record that fails again is kept. */
    private boolean careful;

    LoopRound(Transform transform, LoopConsumer consumer, LoopWriter writer, LoopStatus status, DeadLetters letters) {
        this.transform = transform;
        this.consumer = consumer;
        this.writer = writer;
        this.pending = new Pending(writer.framing());
        this.status = status;
        this.letters = letters;
    }

    boolean joined() {
        return consumer.joined() || !consumer.reading();
    }

    /** Topics that are wanted and not there. */
    Set<String> missing() {
        return consumer.missing();
    }

    /** The next round takes everything again from the committed offsets. */
    void startOver() {
        startOver = true;
        careful = true;
    }

    /** Runs the round. @return whether it shows that the loop works: something was committed, or there is nothing to do */
    boolean run(Set<String> topics, Queue<Promise<Void>> drains) {
        consumer.subscribe(topics);
        List<Received> records = poll();
        if (!joined()) {
            status.busy();
            return false; // no partitions yet, so nothing to go back to either
        }
        if (consumer.changed() || startOver) {
            rewind();
            return false; // what was polled belongs to an assignment, or to an attempt, that is over
        }
        for (Received record : records) {
            accept(record);
        }
        careful = false;
        consumer.overtaken().forEach(this::passOver);
        tickIfDue();
        boolean committedAny = (allRead() || commitIsDue()) && commit();
        showLag();
        noteIdle();
        drain(drains);
        return committedAny || status.isIdle();
    }

    private List<Received> poll() {
        if (consumer.reading()) {
            return consumer.poll(LONGEST_POLL);
        }
        status.pause(LONGEST_POLL);
        return List.of();
    }

    private void rewind() {
        status.busy();
        startOver = true; // until all of this is done
        pending.clear();
        accepted.clear();
        committed.clear();
        timestamps.clear();
        gaps.clear();
        begun.clear();
        status.metrics().forgetLag();
        drain.forget();
        transform.restart();
        writer.settle();
        Rewound rewound = consumer.rewind();
        committed.putAll(rewound.next());
        rewound.begun().forEach(position -> begun.put(position, rewound.next().get(position)));
        transform.resume(rewound.next(), rewound.notes());
        rewound.gaps().forEach(this::passOver);
        startOver = false;
    }

    private void passOver(Gap gap) {
        transform.overtaken(gap, pending);
        pending.endOfCall();
        gaps.found(gap, accepted.getOrDefault(gap.position(), 0L));
    }

    private void accept(Received record) {
        Position position = new Position(record.topic(), record.partition());
        transform.accept(record, pending);
        pending.endOfCall();
        accepted.put(position, record.offset() + 1);
        timestamps.put(position, record.timestamp());
        status.metrics().accepted();
        tickIfDue();
        if (commitIsDue()) {
            commit();
        }
    }

    private void tickIfDue() {
        long now = System.nanoTime();
        if (now - lastTick >= TICK.toNanos() && hasPartitions()) {
            lastTick = now;
            transform.tick(System.currentTimeMillis(), pending);
            pending.endOfCall();
        }
    }

    /** A member without partitions only stands by: the member that has them sends the records. */
    private boolean hasPartitions() {
        return !consumer.assigned().isEmpty();
    }

    private boolean commitIsDue() {
        return pending.isFull()
                || (careful && !pending.isEmpty())
                || System.nanoTime() - lastCommit >= LONGEST_WAIT_FOR_COMMIT.toNanos();
    }

    /** Everything sent so far and everything complete, in one transaction. Between two calls of the transform only. */
    boolean commit() {
        long began = System.nanoTime();
        lastCommit = began;
        if (startOver || consumer.changed()) {
            return false; // the partitions may be another member's by now
        }
        Map<Position, Long> offsets = newlyCompleted();
        List<Gap> told = gaps.due(transform.completed());
        told.forEach(this::tell);
        Gaps.ends(told).forEach((position, end) -> offsets.merge(position, end, Math::max));
        if (pending.isEmpty() && offsets.isEmpty()) {
            return false;
        }
        writer.commit(pending.records(), offsets, transform.notes(), consumer.groupMetadata());
        pending.clear();
        begun.clear();
        committed.putAll(offsets);
        told.forEach(status.metrics()::lost);
        status.metrics().committed((System.nanoTime() - began) / 1e9);
        return true;
    }

    private void tell(Gap gap) {
        Source first = new Source(gap.position().topic(), gap.position().partition(), gap.from());
        pending.send(letters.lostToRetention(first, gap.to()));
    }

    private Map<Position, Long> newlyCompleted() {
        Map<Position, Long> completed = transform.completed();
        Map<Position, Long> moved = new HashMap<>(begun);
        accepted.forEach((position, end) -> {
            long next = completed.getOrDefault(position, 0L);
            if (next > end) {
                throw new IllegalStateException(
                        position + ": completed up to " + next + ", but accepted only up to " + end);
            }
            if (next > committed.getOrDefault(position, 0L)) {
                moved.put(position, next);
            }
        });
        return moved;
    }

    private void showLag() {
        long now = System.currentTimeMillis();
        for (Position position : consumer.assigned()) {
            consumer.unread(position).ifPresent(unread -> {
                long newest = timestamps.getOrDefault(position, now);
                status.metrics().lag(position, unread, unread == 0 ? 0 : Math.max(0, now - newest) / 1000.0);
            });
        }
    }

    private void noteIdle() {
        if (joined()
                && allRead()
                && pending.isEmpty()
                && gaps.isEmpty()
                && (nothingOpen() || transform.awaitsRecords())) {
            status.idle();
        } else {
            status.busy();
        }
    }

    private boolean allRead() {
        return consumer.assigned().stream()
                .allMatch(position -> consumer.unread(position).orElse(1) == 0);
    }

    private boolean nothingOpen() {
        return accepted.entrySet().stream()
                .allMatch(each -> committed.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    private void drain(Queue<Promise<Void>> drains) {
        if (drains.isEmpty()) {
            return;
        }
        int waiting = drains.size(); // one that is asked for later waits for a later end
        if (joined() && drain.reached(consumer) && consumer.settled()) {
            if (hasPartitions()) {
                transform.flush(pending);
                commit();
            }
            drain.forget();
            for (int i = 0; i < waiting; i++) {
                drains.remove().tryComplete();
            }
        }
    }
}
