package sharelora.platform.kafka;

import java.util.Map;

/** The end of the log at the moment when a drain was requested. The drain does not wait for later records. */
final class DrainTarget {

    private Map<Position, Long> ends;

    void forget() {
        ends = null;
    }

    boolean reached(LoopConsumer consumer) {
        if (ends == null) {
            ends = consumer.ends();
        }
        return ends.entrySet().stream().allMatch(end -> consumer.next(end.getKey()) >= end.getValue());
    }
}
