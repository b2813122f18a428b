package sharelora.platform.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** Copies examples in units of several records, which it holds until a unit is full; may be told to stumble. */
class Units implements Transform {

    private final Topic<Example> to;
    private final int size;
    private final Runnable stumble;
    private final List<Example> held = new ArrayList<>();
    private final Map<Position, Long> accepted = new HashMap<>();
    private final Map<Position, Long> completed = new HashMap<>();
    final AtomicInteger restarts = new AtomicInteger();

    /** Calls {@code stumble} after each record that it accepts. */
    Units(Topic<Example> to, int size, Runnable stumble) {
        this.to = to;
        this.size = size;
        this.stumble = stumble;
    }

    @Override
    public void accept(Received record, Output output) {
        held.add(Codec.decode(Example.class, record.value()));
        accepted.put(new Position(record.topic(), record.partition()), record.offset() + 1);
        stumble.run();
        if (held.size() == size) {
            flush(output);
        }
    }

    @Override
    public void flush(Output output) {
        held.forEach(example -> output.send(Outgoing.of(to, example.getId(), example)));
        held.clear();
        completed.putAll(accepted);
    }

    @Override
    public Map<Position, Long> completed() {
        return completed;
    }

    @Override
    public void restart() {
        restarts.incrementAndGet();
        held.clear();
        accepted.clear();
        completed.clear();
    }
}
