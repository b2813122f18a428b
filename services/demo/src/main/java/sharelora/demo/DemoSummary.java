package sharelora.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sharelora.demo.asking.AdapterScore;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Metric;

/** What a run came to, in words. */
public final class DemoSummary {

    private static final String FENCE = "```";

    private DemoSummary() {}

    /** Prints the summary of a finished run. */
    public static void print(DemoReport report, PrintWriter out) throws IOException {
        EvalResult last = report.lastResult();
        out.printf(
                Locale.ROOT,
                "%nHeld out: %,d sentences the adapter never saw, accuracy with 95 %% interval%n",
                last.getN());
        out.printf("  before any training  %s%n", interval(accuracy(last.getStepZero())));
        out.printf("  linear probe         %s%n", interval(accuracy(last.getLinearProbe())));
        out.printf("  after %4d steps     %s%n", report.steps(), interval(accuracy(last.getMetrics())));
        out.print(answers(report.answers()));
        out.printf(
                Locale.ROOT,
                "Trainable: %,d numbers with %s, %,d with plain LoRA%n",
                report.trainableParameters(),
                report.method(),
                report.loraTrainableParameters());
        out.printf(
                Locale.ROOT,
                "Learned %,d records in %.0f s of training (%.0f records/s), %.0f s in all; %d dead letters%n",
                report.trainedRecords(),
                report.trainSeconds(),
                report.recordsPerSecond(),
                report.wallSeconds(),
                report.deadLetters());
        out.println("Checkpoint: " + report.checkpointFolder());
        out.println(loader(report.checkpointFolder()));
        python(report.checkpointFolder(), report.baseFolder()).forEach(line -> out.println("  " + line));
        out.flush();
    }

    /** What runs the lines of the checkpoint's page. */
    static String loader(Path checkpoint) {
        boolean peft = CheckpointFolder.numbers(checkpoint).endsWith(PeftFolder.ADAPTER);
        return peft ? "In stock Hugging Face PEFT:" : "In plain Hugging Face transformers:";
    }

    /** Who answered over HTTP, and how well; nothing where nobody was asked. */
    static String answers(List<AdapterScore> answers) {
        if (answers.isEmpty()) {
            return "";
        }
        StringBuilder lines =
                new StringBuilder("Of these, asked over HTTP while it learned, by who answered%n".formatted());
        answers.forEach(by -> lines.append(String.format(
                Locale.ROOT, "  %-22s %3d asked, %.3f right%n", by.adapterName(), by.asked(), by.accuracy())));
        return lines.toString();
    }

    /** One line about a result as it arrives. */
    static String line(EvalResult result) {
        return String.format(
                Locale.ROOT,
                "evaluated step %d: accuracy %s, untouched base %s, linear probe %s, n %d, %s",
                result.getStep(),
                interval(accuracy(result.getMetrics())),
                number(accuracy(result.getStepZero())),
                number(accuracy(result.getLinearProbe())),
                result.getN(),
                result.getStatus());
    }

    static Optional<Metric> accuracy(List<Metric> metrics) {
        return metric(metrics, "accuracy");
    }

    /** The metric of that name; empty where it was not measured. */
    public static Optional<Metric> metric(List<Metric> metrics, String name) {
        return metrics.stream().filter(metric -> metric.getName().equals(name)).findFirst();
    }

    /** The page in the folder has the lines; only the paths are filled in. */
    static List<String> python(Path checkpoint, Path base) throws IOException {
        return Files.readAllLines(checkpoint.resolve("README.md")).stream()
                .dropWhile(line -> !line.startsWith(FENCE))
                .skip(1)
                .takeWhile(line -> !line.startsWith(FENCE))
                .map(line -> line.replace("path/to/base", base.toString())
                        .replace("path/to/this/folder", checkpoint.toString()))
                .toList();
    }

    static String number(Optional<Metric> metric) {
        return metric.map(each -> String.format(Locale.ROOT, "%.3f", each.getValue()))
                .orElse("-");
    }

    static String interval(Optional<Metric> metric) {
        return metric.map(each -> String.format(
                        Locale.ROOT, "%.3f (%.3f to %.3f)", each.getValue(), each.getLow(), each.getHigh()))
                .orElse("-");
    }
}
