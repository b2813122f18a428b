package sharelora.platform.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics of one process, in a registry of its own. Names get the prefix {@code sharelora_}; base units, spelled out
 * ({@code trainer_step_seconds}); counters are shown with {@code _total}.
 *
 * <p>Asking twice for one name returns the same metric, so stages that share a process add up.
 */
public final class Metrics {

    /** Content type of {@link #exposition()}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "sharelora_";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, Object> byName = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> series = new ConcurrentHashMap<>();

    private Metrics() {}

    /** An empty registry. */
    public static Metrics create() {
        return new Metrics();
    }

    /** A registry that also shows memory, threads and garbage collection. */
    public static Metrics withJvm() {
        Metrics metrics = new Metrics();
        JvmMetrics.builder().register(metrics.registry);
        return metrics;
    }

    /** The counter of this name. */
    public Counter counter(String name, String help, String... labelNames) {
        shown(name + "_total", labelNames);
        return metric(
                Counter.class,
                name,
                () -> new Counter(io.prometheus.metrics.core.metrics.Counter.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .labelNames(labelNames)
                        .register(registry)));
    }

    /** The gauge of this name. */
    public Gauge gauge(String name, String help, String... labelNames) {
        shown(name, labelNames);
        return metric(
                Gauge.class,
                name,
                () -> new Gauge(io.prometheus.metrics.core.metrics.Gauge.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .labelNames(labelNames)
                        .register(registry)));
    }

    /** How often something took how long; {@code name} ends in {@code _seconds}. Buckets from 1 ms to 2 minutes. */
    public Durations durations(String name, String help, String... labelNames) {
        shown(name + "_count", labelNames);
        shown(name + "_sum", labelNames);
        shown(
                name + "_bucket",
                Stream.concat(Stream.of(labelNames), Stream.of("le")).toArray(String[]::new));
        return metric(
                Durations.class,
                name,
                () -> new Durations(Histogram.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .labelNames(labelNames)
                        .classicOnly()
                        .classicUpperBounds(.001, .003, .01, .03, .1, .3, 1, 3, 10, 30, 120)
                        .register(registry)));
    }

    /** A gauge without labels that is looked up whenever somebody asks; the first of a name stays. */
    public void measured(String name, String help, DoubleSupplier value) {
        shown(name);
        metric(
                GaugeWithCallback.class,
                name,
                () -> GaugeWithCallback.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .callback(gauge -> gauge.call(value.getAsDouble()))
                        .register(registry));
    }

    /**
     * The label names of every series there can be, by the series' full name; also of those that have no value yet and
     * are not in the {@link #exposition()} therefore.
     */
    public Map<String, Set<String>> series() {
        return new TreeMap<>(series);
    }

    /** All metrics in Prometheus's text format. */
    public String exposition() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void shown(String name, String... labelNames) {
        series.put(PREFIX + name, Stream.of(labelNames).collect(Collectors.toUnmodifiableSet()));
    }

    private <M> M metric(Class<M> type, String name, Supplier<M> create) {
        Object metric = byName.computeIfAbsent(name, absent -> create.get());
        if (!type.isInstance(metric)) {
            throw new IllegalArgumentException(
                    name + " is a " + metric.getClass().getSimpleName() + " already, not a " + type.getSimpleName());
        }
        return type.cast(metric);
    }
}
