package sharelora.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats measurements as lines of text for a person. */
public record BenchReport(PrintWriter out) {

    private static final double MIB = 1 << 20;

    /** The report of steps on one batch. */
    public void print(StepMeasurement f) {
        line(
                "%s, %d threads, %d gradient shards, %,d tokens a step",
                f.cpu(), f.threads(), f.gradientShards(), f.tokens());
        line(
                "step          %.1f ms (quartiles %.1f to %.1f; the first %.0f)",
                f.stepMillis().median(), f.stepMillis().lower(), f.stepMillis().upper(), f.firstStepMillis());
        line("tokens        %,.0f a second", f.tokensPerSecond());
        line(
                "products      %.1f GFLOP/s, %.0f %% of the %.1f that products alone reach here",
                f.usefulGflops(), 100 * f.shareOfCeiling(), f.ceilingGflops());
        line(
                "memory        %.0f MiB at the most, %.0f MiB with the base loaded and packed",
                f.peakBytes() / MIB, f.loadedBytes() / MIB);
        line("trained       %,d bytes: values, gradient, both moments", f.trainableBytes());
        line("Java heap     %,d bytes a step", f.heapBytesPerStep());
        if (f.shares() != null) {
            f.shares().entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                    .forEach(share -> line("  %-14s %5.1f %%", share.getKey(), 100 * share.getValue()));
        }
    }

    /** The report of one pass over a file. */
    public void print(StreamMeasurement f) {
        line("%s, %d threads", f.cpu(), f.threads());
        line("records       %,d in %.1f s: %.1f a second", f.records(), f.seconds(), f.recordsPerSecond());
        line("tokens        %,d: %,.0f a second", f.tokens(), f.tokensPerSecond());
        line("snapshots     %.2f %% of the time", 100 * f.snapshotShare());
        line("memory        %.0f MiB at the most", f.peakBytes() / MIB);
        line("trained       %,d numbers, %,d bytes of state", f.trained(), f.stateBytes());
        if (f.heldOut() != null) {
            HeldOut held = f.heldOut();
            line(
                    "held out      %,d records: accuracy %.4f, loss %.4f, perplexity %.3f",
                    held.records(), held.accuracy(), held.loss(), held.perplexity());
        }
        if (f.forgetting() != null) {
            line("forgetting    %+.4f nats a token on the other texts", f.forgetting());
        }
        if (f.eras() != null) {
            line("by era        %s untouched", accuracies(f.eras().untouched()));
            f.eras().checkpoints().forEach(checkpoint -> line("              %s", accuracies(checkpoint)));
        }
    }

    /** The report of what detectors say. */
    public void print(DetectorBench.Said said) {
        line("steps         %,d, in %,d orders", said.steps(), said.orders());
        said.alarms()
                .forEach((name, orders) -> line(
                        "%-22s %,d alarms, in %,d of the orders: %s",
                        name,
                        orders.stream().mapToInt(List::size).sum(),
                        orders.stream().filter(alarms -> !alarms.isEmpty()).count(),
                        orders.size() == 1 ? "steps " + orders.getFirst() : "see --json"));
    }

    private static String accuracies(List<Double> eras) {
        return eras.stream()
                .map(accuracy -> String.format(Locale.ROOT, "%.4f", accuracy))
                .collect(Collectors.joining(" "));
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
