package sharelora.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every topic, in the order in which records flow. Nothing else spells a topic's name. */
public final class Topics {

    static final String PREFIX = "sharelora.";
    static final String SUFFIX = ".v1";
    private static final Pattern OF_STREAM = Pattern.compile("stream\\.([a-z0-9-]+)\\.[a-z-]+");
    private static final Duration MONTH = Duration.ofDays(30);

    /** cli → every service; key: stream. */
    public static final Topic<Stream> STREAMS = Topic.compacted("streams", Stream.class, 1);

    /** cli → every service; key: jobId. */
    public static final Topic<Job> JOBS = Topic.compacted("jobs", Job.class, 16);

    /** trainer → dashboards, watch; key: jobId. */
    public static final Topic<TrainStep> TRAIN_STEPS = Topic.log("train-steps", TrainStep.class, 1, MONTH);

    /** trainer → other teams: that a stream has changed; key: jobId. */
    public static final Topic<Drift> DRIFT = Topic.log("public.drift", Drift.class, 1, Duration.ofDays(365));

    /** trainer → checkpointer, restarted trainer; key: jobId. */
    public static final Topic<AdapterSnapshot> ADAPTER_SNAPSHOTS =
            Topic.compacted("adapter-snapshots", AdapterSnapshot.class, 1);

    /** checkpointer → evaluator, serving teams; key: jobId. */
    public static final Topic<Checkpoint> CHECKPOINTS =
            Topic.log("public.checkpoints", Checkpoint.class, 1, Duration.ofDays(365));

    /**
     * evaluator's planner → its workers (share group, so one partition is enough for all); key: taskId. Tasks are taken in the
     * order of planning: a checkpoint is done, and the next one planned, while there is still work on the one between.
     */
    public static final Topic<EvalTask> EVAL_TASKS = Topic.log("eval-tasks", EvalTask.class, 1, MONTH);

    /** evaluator's workers → its aggregator; key: checkpoint/suite. */
    public static final Topic<EvalShard> EVAL_SHARDS = Topic.log("eval-shards", EvalShard.class, 1, MONTH);

    /** evaluator's aggregator → other teams; key: jobId. */
    public static final Topic<EvalResult> EVAL_RESULTS =
            Topic.log("public.eval-results", EvalResult.class, 1, Duration.ofDays(365));

    /** evaluator's aggregator → other teams; the newest step's; key: job/suite. */
    public static final Topic<EvalResult> EVAL_RESULTS_LATEST =
            Topic.compacted("public.eval-results-latest", EvalResult.class, 1);

    /** evaluator's aggregator → other teams; key: jobId. */
    public static final Topic<Verdict> VERDICTS = Topic.log("public.verdicts", Verdict.class, 1, Duration.ofDays(365));

    /** evaluator's aggregator → serving teams, planner, checkpointer: the truth about what is promoted; key: jobId. */
    public static final Topic<Promotion> PROMOTIONS = Topic.compacted("public.promotions", Promotion.class, 1);

    /** predictor → other teams: what {@code predictions} of every stream say, without any text; key: queryId. */
    public static final Topic<PublicPrediction> PREDICTIONS =
            Topic.log("public.predictions", PublicPrediction.class, 4, MONTH);

    /** whoever writes a public record, before its first use → readers that do not have its schema; key: fingerprint. */
    public static final Topic<SchemaText> SCHEMAS = Topic.compacted("public.schemas", SchemaText.class, 1);

    /** any stage → operators; key: the original's. */
    public static final Topic<DeadLetter> DEAD_LETTERS =
            Topic.log("dead-letters", DeadLetter.class, 1, Duration.ofDays(14));

    /** operators → operators: which dead letters were put back; key: the letter's offset. Outlives every letter. */
    public static final Topic<ReplayedLetter> REPLAYED_LETTERS =
            Topic.log("replayed-letters", ReplayedLetter.class, 1, Duration.ofDays(90));

    /** operators → operators: what was done by whom, and what came of it; key: the job or stream it was about. */
    public static final Topic<Operation> OPERATIONS = Topic.log("operations", Operation.class, 1, Duration.ofDays(365));

    private Topics() {}

    /** any producer, feed → tokenizer; key: exampleId. */
    public static Topic<Example> examples(String stream) {
        return Topic.log("stream." + stream + ".examples", Example.class, 4, MONTH);
    }

    /** tokenizer → trainers of that stream, planner; one partition, so that its order is the order of learning. */
    public static Topic<TokenBatch> tokenBatches(String stream) {
        return Topic.log("stream." + stream + ".token-batches", TokenBatch.class, 1, MONTH);
    }

    /** tokenizer → planner; one partition, so that "the newest" means something. */
    public static Topic<TokenBatch> evalBatches(String stream) {
        return Topic.log("stream." + stream + ".eval-batches", TokenBatch.class, 1, MONTH);
    }

    /** any producer → predictor; key: the query's id. */
    public static Topic<Query> queries(String stream) {
        return Topic.log("stream." + stream + ".queries", Query.class, 4, MONTH);
    }

    /** predictor → whoever asked; one of each job that serves; key: the query's id. */
    public static Topic<Prediction> predictions(String stream) {
        return Topic.log("stream." + stream + ".predictions", Prediction.class, 4, MONTH);
    }

    /** The topics that do not belong to one stream, in flow order. */
    public static List<Topic<?>> shared() {
        return List.of(
                STREAMS,
                JOBS,
                TRAIN_STEPS,
                DRIFT,
                ADAPTER_SNAPSHOTS,
                CHECKPOINTS,
                EVAL_TASKS,
                EVAL_SHARDS,
                EVAL_RESULTS,
                EVAL_RESULTS_LATEST,
                VERDICTS,
                PROMOTIONS,
                PREDICTIONS,
                SCHEMAS,
                DEAD_LETTERS,
                REPLAYED_LETTERS,
                OPERATIONS);
    }

    /** The topics of one stream, in flow order. */
    public static List<Topic<?>> ofStream(String stream) {
        return List.of(
                examples(stream), tokenBatches(stream), evalBatches(stream), queries(stream), predictions(stream));
    }

    /** Whether a topic of that full name would be one of ours: nobody else's begins so. */
    public static boolean isOurs(String name) {
        return name.startsWith(PREFIX);
    }

    /** The topic of that full name, as the broker knows it; empty where it is none of ours. */
    public static Optional<Topic<?>> ofName(String name) {
        return isOurs(name) && name.endsWith(SUFFIX) && name.length() > PREFIX.length() + SUFFIX.length()
                ? named(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The topic of that short name, as people type it; empty where there is none. */
    public static Optional<Topic<?>> named(String shortName) {
        List<Topic<?>> all = new ArrayList<>(shared());
        Matcher ofStream = OF_STREAM.matcher(shortName);
        if (ofStream.matches()) {
            all.addAll(ofStream(ofStream.group(1)));
        }
        return all.stream().filter(topic -> topic.shortName().equals(shortName)).findFirst();
    }
}
