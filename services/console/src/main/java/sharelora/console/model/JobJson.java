package sharelora.console.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sharelora.schemas.Job;
import sharelora.schemas.TrainStep;

/** A job as JSON: in short for lists, in full for its page. What is not known is missing. */
final class JobJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HOLDOUT = "holdout";
    private static final MathContext SHOWN = new MathContext(6);

    private JobJson() {}

    /** A line of a list. */
    static ObjectNode summary(JobView view) {
        ObjectNode node = JSON.objectNode().put("job", view.id()).put("state", view.state());
        view.job().ifPresent(job -> settings(node, job));
        view.newestStep().ifPresent(step -> newest(node, step));
        node.put("records", view.learned());
        node.put("checkpoints", view.announced());
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
        steps(node.putArray("steps"), view);
        ArrayNode results = node.putArray("results");
        view.results().stream()
                .sorted(Comparator.comparingLong(Measured::step).thenComparing(Measured::suite))
                .forEach(result -> results.add(measured(result)));
        ArrayNode verdicts = node.putArray("verdicts");
        view.verdicts().forEach(verdict -> add(verdicts.addObject(), verdict));
        turns(node, view);
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

    /** A point of the chart each. */
    static void steps(ArrayNode array, JobView view) {
        for (StepSeries.Point point : view.points()) {
            ObjectNode each = array.addObject().put("step", point.step());
            if (point.skipped() > 0) {
                each.put("skipped", point.skipped());
            }
            if (Double.isFinite(point.loss())) {
                each.put("loss", shown(point.loss())).put("accuracy", shown(point.accuracy()));
            }
        }
    }

    /** To six digits, which is more than a chart shows. */
    private static double shown(double value) {
        return new BigDecimal(value).round(SHOWN).doubleValue();
    }

    /** Changes of the stream, and where it went back. */
    private static void turns(ObjectNode node, JobView view) {
        ArrayNode drifts = node.putArray("drifts");
        view.drifts()
                .forEach(drift -> drifts.addObject()
                        .put("step", drift.step())
                        .put("noticedBy", drift.noticedBy())
                        .put("figure", drift.figure())
                        .put("before", drift.before())
                        .put("after", drift.after()));
        ArrayNode restores = node.putArray("restores");
        view.restores()
                .forEach(restore -> restores.addObject()
                        .put("step", restore.getStep())
                        .put("stateStep", restore.getStateStep())
                        .put("records", restore.getRecords())
                        .put("verdict", restore.getVerdictId()));
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
                .put("result", result.resultId())
                .put("step", result.step())
                .put("suite", result.suite())
                .put("status", result.status())
                .put("checkpoint", result.checkpointId())
                .put("n", result.n())
                .put("of", result.of())
                .put("at", result.at().toString());
        figures(node.putArray("metrics"), result.metrics());
        figures(node.putArray("stepZero"), result.stepZero());
        figures(node.putArray("linearProbe"), result.linearProbe());
        figures(node.putArray("differences"), result.differences());
        return node;
    }

    static void figures(ArrayNode array, List<Figure> figures) {
        for (Figure each : figures) {
            ObjectNode node = array.addObject().put("name", each.name()).put("value", each.value());
            if (each.hasInterval()) {
                node.put("low", each.low()).put("high", each.high());
            }
        }
    }

    private static void add(ObjectNode node, Decided verdict) {
        node.put("step", verdict.step())
                .put("decision", verdict.decision())
                .put("checkpoint", verdict.checkpointId())
                .put("reason", verdict.reason())
                .put("at", verdict.at().toString());
    }

    private static void checkpoints(ArrayNode array, JobView view) {
        view.checkpoints().forEach(each -> {
            ObjectNode node = array.addObject()
                    .put("step", each.step())
                    .put("checkpoint", each.checkpointId())
                    .put("adapterName", each.adapterName())
                    .put("records", each.records())
                    .put("parameters", each.parameters())
                    .put("at", each.at().toString());
            if (each.parent() != null) {
                node.put("parent", each.parent());
            }
            each.learnedFrom().forEach(node.putArray("learnedFrom")::add);
        });
    }

    /** Rows are true classes, columns predicted ones. */
    private static ObjectNode confusion(JobView view, NewestSlice.Classes classes) {
        List<String> labels = view.labels();
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
