package sharelora.console.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sharelora.schemas.Difference;
import sharelora.schemas.Job;
import sharelora.schemas.Metric;
import sharelora.schemas.TrainStep;
import sharelora.schemas.Verdict;

/** A job as JSON: in short for lists, in full for its page. What is not known is missing. */
final class JobJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HOLDOUT = "holdout";

    private JobJson() {}

    /** A line of a list. */
    static ObjectNode summary(JobView view) {
        ObjectNode node = JSON.objectNode().put("job", view.id()).put("state", view.state());
        view.job().ifPresent(job -> settings(node, job));
        view.newestStep().ifPresent(step -> newest(node, step));
        node.put("records", view.learned());
        node.put("checkpoints", view.checkpoints().size());
        newestResult(view).ifPresent(result -> node.set("result", measured(result)));
        view.promotion()
                .ifPresent(promotion -> node.putObject("promoted")
                        .put("step", promotion.getStep())
                        .put("checkpoint", promotion.getCheckpointId())
                        .put("adapterName", promotion.getAdapterName())
                        .put("pinned", promotion.getPinned()));
        return node;
    }

    /** All of it. */
    static ObjectNode detail(JobView view) {
        ObjectNode node = summary(view);
        ArrayNode steps = node.putArray("steps");
        for (StepSeries.Point point : view.points()) {
            ObjectNode each = steps.addObject().put("step", point.step()).put("skipped", point.skipped());
            if (Double.isFinite(point.loss())) {
                each.put("loss", point.loss()).put("accuracy", point.accuracy());
            }
        }
        ArrayNode results = node.putArray("results");
        view.results().stream()
                .sorted(Comparator.comparingLong(Measured::step).thenComparing(Measured::suite))
                .forEach(result -> results.add(measured(result)));
        ArrayNode verdicts = node.putArray("verdicts");
        view.verdicts().forEach(verdict -> add(verdicts.addObject(), verdict));
        checkpoints(node.putArray("checkpointList"), view);
        view.snapshot()
                .ifPresent(manifest -> node.putObject("snapshot")
                        .put("step", manifest.getStep())
                        .put("records", manifest.getRecords())
                        .put("deadLetters", manifest.getDeadLetters())
                        .put("engine", manifest.getEngine())
                        .put("takenAt", manifest.getTakenAt().toString()));
        newestResult(view)
                .flatMap(result -> view.classes(result.suite()))
                .ifPresent(classes -> node.set("confusion", confusion(view, classes)));
        return node;
    }

    private static void settings(ObjectNode node, Job job) {
        node.put("stream", job.getStream())
                .put("task", job.getTask().name())
                .put("base", job.getBase())
                .put("method", job.getAdapter().getMethod())
                .put("rank", job.getAdapter().getRank())
                .put("learningRate", job.getTraining().getLearningRate())
                .put("seed", job.getTraining().getSeed())
                .put("hasGate", job.getGate() != null)
                .put("createdAt", job.getCreatedAt().toString());
        if (job.getPin() != null) {
            node.put("pin", job.getPin());
        }
        if (job.getFrom() != null) {
            node.put("from", job.getFrom().getName() + "@" + job.getFrom().getSha256());
        }
    }

    private static void newest(ObjectNode node, TrainStep step) {
        node.put("step", step.getStep()).put("lastAt", step.getLearnedAt().toString());
        int over = step.getAsked() > 0 ? step.getAsked() : step.getRecords();
        if (Double.isFinite(step.getLoss()) && over > 0) {
            node.put("loss", step.getLoss()).put("accuracy", (double) step.getCorrect() / over);
        }
    }

    /** On the stream's own hold-out, or else on any suite. */
    static Optional<Measured> newestResult(JobView view) {
        return view.results().stream()
                .filter(result -> !result.metrics().isEmpty())
                .max(Comparator.<Measured, Boolean>comparing(
                                result -> result.suite().equals(HOLDOUT))
                        .thenComparingLong(Measured::step));
    }

    private static ObjectNode measured(Measured result) {
        ObjectNode node = JSON.objectNode()
                .put("step", result.step())
                .put("suite", result.suite())
                .put("status", result.status())
                .put("checkpoint", result.checkpointId())
                .put("n", result.n())
                .put("of", result.of())
                .put("at", result.at().toString());
        metrics(node.putArray("metrics"), result.metrics());
        metrics(node.putArray("stepZero"), result.stepZero());
        metrics(node.putArray("linearProbe"), result.linearProbe());
        ArrayNode differences = node.putArray("differences");
        for (Difference each : result.differences()) {
            differences
                    .addObject()
                    .put("name", each.getName())
                    .put("value", each.getValue())
                    .put("low", each.getLow())
                    .put("high", each.getHigh());
        }
        return node;
    }

    private static void metrics(ArrayNode array, List<Metric> metrics) {
        for (Metric each : metrics) {
            ObjectNode node = array.addObject().put("name", each.getName()).put("value", each.getValue());
            if (each.getLow() != null && each.getHigh() != null) {
                node.put("low", each.getLow()).put("high", each.getHigh());
            }
        }
    }

    private static void add(ObjectNode node, Verdict verdict) {
        node.put("step", verdict.getStep())
                .put("decision", verdict.getDecision().name())
                .put("checkpoint", verdict.getCheckpointId())
                .put("reason", verdict.getReason())
                .put("at", verdict.getDecidedAt().toString());
    }

    private static void checkpoints(ArrayNode array, JobView view) {
        view.checkpoints().forEach(each -> {
            ObjectNode node = array.addObject()
                    .put("step", each.getStep())
                    .put("checkpoint", each.getCheckpointId())
                    .put("adapterName", each.getAdapterName())
                    .put("records", each.getRecords())
                    .put("parameters", each.getTrainableParameters())
                    .put("at", each.getAnnouncedAt().toString());
            if (each.getParent() != null) {
                node.put("parent", each.getParent());
            }
            ArrayNode learned = node.putArray("learnedFrom");
            each.getLearnedFrom()
                    .forEach(range -> learned.add(range.getTopic() + " " + range.getPartition() + ": " + range.getFrom()
                            + " to " + range.getTo()));
        });
    }

    /** Rows are true classes, columns predicted ones. */
    private static ObjectNode confusion(JobView view, NewestSlice.Classes classes) {
        List<String> labels = view.checkpoints().isEmpty()
                ? List.of()
                : view.checkpoints().getLast().getLabels();
        int size = labels.size();
        long[][] counts = new long[size][size];
        for (int i = 0; i < classes.targets().length; i++) {
            int row = classes.targets()[i];
            int column = classes.predictions()[i];
            if (row >= 0 && row < size && column >= 0 && column < size) {
                counts[row][column]++;
            }
        }
        ObjectNode node = JSON.objectNode().put("step", classes.step());
        labels.forEach(node.putArray("labels")::add);
        ArrayNode rows = node.putArray("rows");
        for (long[] row : counts) {
            ArrayNode cells = rows.addArray();
            for (long count : row) {
                cells.add(count);
            }
        }
        return node;
    }
}
