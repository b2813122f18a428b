package sharelora.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;

/** What a run of the demo for generation came to, in words. */
public final class CorrectionSummary {

    private CorrectionSummary() {}

    /** Prints the summary of a finished run. */
    public static void print(CorrectionReport report, PrintWriter out) throws IOException {
        EvalResult last = report.lastResult();
        out.printf(Locale.ROOT, "%nHeld out: %,d sentences the adapter never saw, with 95 %% interval%n", last.getN());
        line(out, "before any training", last.getStepZero());
        line(out, String.format(Locale.ROOT, "after %4d steps", report.steps()), last.getMetrics());
        report.decoded().forEach(decoded -> print(decoded, out));
        out.printf(
                Locale.ROOT,
                "Trainable: %,d numbers with %s, %,d with plain LoRA%n",
                report.trainableParameters(),
                report.method(),
                report.loraTrainableParameters());
        out.printf(
                Locale.ROOT,
                "Learned %,d records in %.0f s of training (%.1f records/s), %.0f s in all; %d dead letters%n",
                report.trainedRecords(),
                report.trainSeconds(),
                report.recordsPerSecond(),
                report.wallSeconds(),
                report.deadLetters());
        out.println("Checkpoint: " + report.checkpointFolder());
        out.println(DemoSummary.loader(report.checkpointFolder()));
        DemoSummary.python(report.checkpointFolder(), report.baseFolder()).forEach(line -> out.println("  " + line));
        out.flush();
    }

    private static void line(PrintWriter out, String what, List<Metric> metrics) {
        out.printf(
                "  %-20s perplexity %s, exact %s, token accuracy %s%n",
                what,
                DemoSummary.interval(DemoSummary.metric(metrics, "perplexity")),
                DemoSummary.interval(DemoSummary.metric(metrics, "exact")),
                DemoSummary.interval(DemoSummary.metric(metrics, "token-accuracy")));
    }

    private static void print(Decoded decoded, PrintWriter out) {
        out.println();
        decoded.prompt().lines().filter(line -> !line.equals("Right:")).forEach(line -> out.println("  " + line));
        out.println("    right:  " + decoded.completion().strip());
        out.println("    before: " + oneLine(decoded.before()));
        out.println("    after:  " + oneLine(decoded.after()));
    }

    private static String oneLine(String text) {
        return text.strip().replace("\n", " ⏎ ");
    }
}
