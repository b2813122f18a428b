package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sharelora.demo.DemoSummary;
import sharelora.demo.DemoTask;
import sharelora.demo.drift.DriftReport.Notice;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.schemas.Metric;
import sharelora.schemas.TrainStep;
import sharelora.trainer.JobProgress;

/** A stream in order, era by era; after each era its checkpoint is measured on the held-out records of every era. */
public final class DriftTask implements DemoTask<DriftReport> {

    private static final String FIGURE = "accuracy";

    private final DriftConfig config;
    private final List<List<Example>> parts;
    private final SlidingWindow window;
    private final Curve prequential = new Curve();
    private final List<Notice> noticed = new ArrayList<>();
    private long learned;
    private long right;

    public DriftTask(DriftConfig config) {
        this.config = config;
        this.parts = config.eras().inOrder().stream()
                .map(era -> DriftJob.examples(era.texts()))
                .toList();
        this.window = new SlidingWindow(config.window());
    }

    @Override
    public String base() {
        return "all-MiniLM-L6-v2";
    }

    @Override
    public JobFile job(BaseModels models) {
        models.importKnown(BaseModels.MINILM, BaseModels.MINILM);
        return DriftJob.of(config);
    }

    @Override
    public void submit(JobFile job, KafkaSettings kafka, BlobStore blobs) {
        DriftJob.submit(job, config, kafka, blobs);
    }

    @Override
    public List<Example> fed() {
        return parts.stream().flatMap(List::stream).toList();
    }

    @Override
    public List<List<Example>> parts() {
        return parts;
    }

    @Override
    public List<String> suites() {
        return IntStream.range(0, parts.size()).mapToObj(DriftJob::suite).toList();
    }

    @Override
    public int training() {
        return config.eras().inOrder().stream()
                .mapToInt(era -> era.training(DriftConfig.holdOut()))
                .sum();
    }

    @Override
    public String feeding() {
        return fed().size() + " texts of " + config.eras().labels().size() + " classes in " + parts.size()
                + " eras, in order";
    }

    /** Their table tells of results, a row for each era. */
    @Override
    public Optional<String> line(EvalResult result) {
        return Optional.empty();
    }

    @Override
    public void learned(TrainStep step) {
        learned += step.getRecords();
        right += step.getCorrect();
        window.add(step.getCorrect(), step.getRecords());
        prequential.add(learned, window.accuracy());
        notice(step, Notice.What.DRIFT, step.getDrift());
        notice(step, Notice.What.OUTLIER, step.getOutlier());
    }

    private void notice(TrainStep step, Notice.What what, String by) {
        if (by != null) {
            noticed.add(new Notice(learned, step.getStep(), what, by));
        }
    }

    @Override
    public double accuracy(JobProgress now) {
        return window.accuracy();
    }

    @Override
    public Optional<String> measured(Measured part) {
        String row = part.results().stream()
                .limit(part.number())
                .map(result -> String.format(Locale.ROOT, "%.3f", value(result.getMetrics())))
                .collect(Collectors.joining(" "));
        String name = config.eras().inOrder().get(part.number() - 1).name();
        return Optional.of(String.format(
                Locale.ROOT,
                "era %d of %d, %s, is learned: prequential %.3f; held out, by era so far: %s",
                part.number(),
                parts.size(),
                name,
                window.accuracy(),
                row));
    }

    @Override
    public DriftReport report(Outcome outcome) {
        List<EvalResult> first = outcome.parts().getFirst().results();
        List<Double> probe = new ArrayList<>();
        first.stream()
                .flatMap(result -> DemoSummary.metric(result.getLinearProbe(), FIGURE).stream())
                .forEach(metric -> probe.add(metric.getValue()));
        EraTable table = new EraTable(
                first.stream().map(result -> value(result.getStepZero())).toList(),
                probe,
                outcome.parts().stream().map(DriftTask::row).toList());
        double all = learned == 0 ? Double.NaN : (double) right / learned;
        DriftReport.Prequential before = new DriftReport.Prequential(config.window(), all, prequential.points());
        return DriftReport.of(config, outcome, table, before, noticed);
    }

    private static List<Double> row(Measured part) {
        return part.results().stream().map(result -> value(result.getMetrics())).toList();
    }

    private static double value(List<Metric> metrics) {
        return DemoSummary.metric(metrics, FIGURE).orElseThrow().getValue();
    }
}
