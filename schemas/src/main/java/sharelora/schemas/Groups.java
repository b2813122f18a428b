package sharelora.schemas;

/** The groups that read topics together, as the broker knows them. Nothing else spells their names. */
public final class Groups {

    /** What the names of all groups and locks of trainers begin with. */
    public static final String TRAINER = "sharelora.trainer";

    /** Trainers that were not started for one job; of topic jobs. */
    public static final String TRAINERS = TRAINER + "s";

    /** Checkpointers; of adapter-snapshots. */
    public static final String CHECKPOINTER = "sharelora.checkpointer";

    /** Evaluators' planners; of public.checkpoints. */
    public static final String PLANNER = "sharelora.planner";

    /** Evaluators' workers, a share group; of eval-tasks. */
    public static final String WORKERS = "sharelora.eval-workers";

    /** Evaluators' aggregators; of eval-shards. */
    public static final String AGGREGATOR = "sharelora.aggregator";

    /** The lock of whoever puts dead letters back. */
    public static final String REPLAY = "sharelora.replay";

    /** What the names of all locks of streams and jobs begin with. */
    public static final String CATALOG = "sharelora.catalog.";

    private Groups() {}

    /** Tokenizers of that stream; of its input. */
    public static String tokenizers(String stream) {
        return "sharelora.tokenizer." + stream;
    }

    /** Predictors of that stream; of its queries. */
    public static String predictors(String stream) {
        return "sharelora.predictor." + stream;
    }

    /** The lock of whoever writes queries of that stream together with their answers. */
    public static String captures(String stream) {
        return predictors(stream) + ".captures";
    }

    /** A job's trainer: the lock that it holds, and the group that shows its offset; one for this job alone joins it. */
    public static String trainer(String jobId) {
        return TRAINER + "." + jobId;
    }

    /**
     * The lock of whoever changes a stream or a job.
     *
     * @param topic of streams or of jobs
     * @param key the stream's name or the job's
     */
    public static String catalog(Topic<?> topic, String key) {
        return CATALOG + topic.shortName() + "." + key;
    }
}
