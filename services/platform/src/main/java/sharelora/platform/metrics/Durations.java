package sharelora.platform.metrics;

import io.prometheus.metrics.core.metrics.Histogram;

/** A distribution of durations. Label values are given in the order of the label names. */
public final class Durations {

    private final Histogram histogram;

    Durations(Histogram histogram) {
        this.histogram = histogram;
    }

    public void observe(double seconds, String... labelValues) {
        histogram.labelValues(labelValues).observe(seconds);
    }

    public long count(String... labelValues) {
        return histogram.labelValues(labelValues).getCount();
    }

    /** Sum of all observed, seconds. */
    public double sum(String... labelValues) {
        return histogram.labelValues(labelValues).getSum();
    }
}
