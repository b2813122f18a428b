package sharelora.platform.metrics;

/** Goes up and down. Label values are given in the order of the label names. */
public final class Gauge {

    private final io.prometheus.metrics.core.metrics.Gauge gauge;

    Gauge(io.prometheus.metrics.core.metrics.Gauge gauge) {
        this.gauge = gauge;
    }

    public void set(double value, String... labelValues) {
        gauge.labelValues(labelValues).set(value);
    }

    public double value(String... labelValues) {
        return gauge.labelValues(labelValues).get();
    }

    /** Stops showing the figure of something that is gone, such as a partition given up. */
    public void remove(String... labelValues) {
        gauge.remove(labelValues);
    }
}
