package sharelora.platform.kafka;

import java.util.Map;
import java.util.TreeMap;
import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/** What a loop shows about itself. */
final class LoopMetrics {

    private final String stage;
    private final Counter records;
    private final Counter commits;
    private final Counter retries;
    private final Durations commitSeconds;
    private final Counter lost;
    private final Gauge lagRecords;
    private final Gauge lagSeconds;
    private final Map<Position, Long> shown = new TreeMap<>();

    private LoopMetrics(String stage, Metrics metrics) {
        this.stage = stage;
        records = metrics.counter("loop_records", "Records accepted, repeats after an abort included.", "stage");
        commits = metrics.counter("loop_commits", "Transactions committed.", "stage");
        retries = metrics.counter("loop_retries", "Times the loop went back to its committed offsets.", "stage");
        commitSeconds = metrics.durations("loop_commit_seconds", "Time that a transaction took.", "stage");
        lost = metrics.counter(
                "records_lost_to_retention",
                "Records that were removed from their topic before they were read, by offsets.",
                "stage",
                "topic");
        lagRecords = metrics.gauge("loop_lag_records", "Records not yet read.", "stage", "topic", "partition");
        lagSeconds = metrics.gauge(
                "loop_lag_seconds", "Age of the newest record read, while others wait.", "stage", "topic", "partition");
    }

    static LoopMetrics of(String stage, Metrics metrics) {
        return new LoopMetrics(stage, metrics);
    }

    void accepted() {
        records.add(1, stage);
    }

    void committed(double seconds) {
        commits.add(1, stage);
        commitSeconds.observe(seconds, stage);
    }

    void retried() {
        retries.add(1, stage);
    }

    void lost(Gap gap) {
        lost.add((double) gap.offsets(), stage, gap.position().topic());
    }

    void lag(Position position, long unread, double seconds) {
        String partition = Integer.toString(position.partition());
        shown.put(position, unread);
        lagRecords.set((double) unread, stage, position.topic(), partition);
        lagSeconds.set(seconds, stage, position.topic(), partition);
    }

    /** Partitions that went to another member are not shown here any more. */
    void forgetLag() {
        for (Position position : shown.keySet()) {
            String partition = Integer.toString(position.partition());
            lagRecords.remove(stage, position.topic(), partition);
            lagSeconds.remove(stage, position.topic(), partition);
        }
        shown.clear();
    }
}
