package sharelora.platform.metrics;

/** Counts up. Label values are given in the order of the label names. */
public final class Counter {

    private final io.prometheus.metrics.core.metrics.Counter counter;

    Counter(io.prometheus.metrics.core.metrics.Counter counter) {
        this.counter = counter;
    }

    public void add(double amount, String... labelValues) {
        counter.labelValues(labelValues).inc(amount);
    }

    public double value(String... labelValues) {
        return counter.labelValues(labelValues).get();
    }
}
