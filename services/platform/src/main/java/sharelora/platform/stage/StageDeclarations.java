package sharelora.platform.stage;

import java.util.List;
import sharelora.schemas.Groups;
import sharelora.schemas.Topics;

/** Every stage and role, in the order of the flow. A new stage is one more of these. */
public final class StageDeclarations {

    /** Example → TokenBatch; any number share a stream's partitions. */
    public static final StageDeclaration TOKENIZER = StageDeclaration.of(new StageProcess("tokenizer", 8081))
            .joins(StageGroup.perStream(Groups.tokenizers("")))
            .reads(StreamTopic.EXAMPLES)
            .followsCatalog()
            .writes(StreamTopic.TOKEN_BATCHES, StreamTopic.EVAL_BATCHES)
            .writesDeadLetters()
            .usesBlobs();

    /**
     * TokenBatch → TrainStep, AdapterSnapshot, Drift; one works on a job, which its newest snapshot is the state of. Where the job
     * asks for it, it goes back or pauses after a verdict.
     */
    public static final StageDeclaration TRAINER = StageDeclaration.of(new StageProcess("trainer", 8082))
            .joins(StageGroup.perJob(Groups.TRAINERS, Groups.TRAINER))
            .reads(StreamTopic.TOKEN_BATCHES)
            .followsCatalog()
            .looksBackOn(Topics.ADAPTER_SNAPSHOTS, Topics.CHECKPOINTS, Topics.VERDICTS, Topics.PROMOTIONS)
            .writes(Topics.ADAPTER_SNAPSHOTS, Topics.TRAIN_STEPS, Topics.DRIFT)
            .announcesSchemas()
            .writesDeadLetters()
            .usesBlobs();

    /** AdapterSnapshot → Checkpoint; what is announced or promoted is not deleted. */
    public static final StageDeclaration CHECKPOINTER = StageDeclaration.of(new StageProcess("checkpointer", 8083))
            .joins(StageGroup.one(Groups.CHECKPOINTER))
            .reads(Topics.ADAPTER_SNAPSHOTS)
            .followsCatalog()
            .looksBackOn(Topics.ADAPTER_SNAPSHOTS, Topics.CHECKPOINTS, Topics.PROMOTIONS)
            .writes(Topics.CHECKPOINTS)
            .announcesSchemas()
            .writesDeadLetters()
            .usesBlobs();

    /** Checkpoint → EvalTask → EvalShard → EvalResult; a process takes any of the roles. */
    public static final StageProcess EVALUATOR = new StageProcess("evaluator", 8084);

    /**
     * Checkpoint → EvalTask. It learns from the results when a job's next turn comes, freezes slices of the eval-batches,
     * trains probes on the token-batches, and compares with what is promoted. Superseded requests are results that it
     * writes itself.
     */
    public static final StageDeclaration PLANNER = StageDeclaration.role("planner", EVALUATOR)
            .joins(StageGroup.one(Groups.PLANNER))
            .reads(Topics.CHECKPOINTS)
            .followsCatalog()
            .looksBackOn(StreamTopic.TOKEN_BATCHES, StreamTopic.EVAL_BATCHES)
            .looksBackOn(Topics.CHECKPOINTS, Topics.EVAL_TASKS, Topics.EVAL_RESULTS, Topics.PROMOTIONS)
            .writes(Topics.EVAL_TASKS, Topics.EVAL_RESULTS)
            .announcesSchemas()
            .writesDeadLetters()
            .usesBlobs();

    /** EvalTask → EvalShard; a task says all that there is to know. */
    public static final StageDeclaration WORKER = StageDeclaration.role("worker", EVALUATOR)
            .joins(StageGroup.share(Groups.WORKERS))
            .reads(Topics.EVAL_TASKS)
            .writes(Topics.EVAL_SHARDS)
            .writesDeadLetters()
            .usesBlobs();

    /**
     * EvalShard → EvalResult, Verdict, Promotion. It counts shards against the tasks, skips results that are out, and the
     * gate judges a checkpoint by the verdicts and promotions before it.
     */
    public static final StageDeclaration AGGREGATOR = StageDeclaration.role("aggregator", EVALUATOR)
            .joins(StageGroup.one(Groups.AGGREGATOR))
            .reads(Topics.EVAL_SHARDS)
            .followsCatalog()
            .looksBackOn(Topics.EVAL_TASKS, Topics.EVAL_SHARDS, Topics.EVAL_RESULTS)
            .looksBackOn(Topics.VERDICTS, Topics.PROMOTIONS, Topics.CHECKPOINTS)
            .writes(Topics.EVAL_RESULTS, Topics.EVAL_RESULTS_LATEST, Topics.VERDICTS, Topics.PROMOTIONS)
            .announcesSchemas()
            .writesDeadLetters()
            .usesBlobs();

    /**
     * Query → Prediction; any number share a stream's partitions. What is captured of requests is written to both topics, and
     * looked back on.
     */
    public static final StageDeclaration PREDICTOR = StageDeclaration.of(new StageProcess("predictor", 8085))
            .joins(StageGroup.perStream(Groups.predictors("")))
            .reads(StreamTopic.QUERIES)
            .followsCatalog()
            .looksBackOn(Topics.CHECKPOINTS, Topics.PROMOTIONS)
            .looksBackOn(StreamTopic.PREDICTIONS)
            .writes(StreamTopic.QUERIES, StreamTopic.PREDICTIONS)
            .writes(Topics.PREDICTIONS)
            .announcesSchemas()
            .writesDeadLetters()
            .usesBlobs();

    /** Everything → a page and an API; each process shows all of it. What it changes, it changes as an operator does. */
    public static final StageDeclaration CONSOLE = StageDeclaration.of(new StageProcess("console", 8080))
            .followsCatalog()
            .looksBackOn(Topics.TRAIN_STEPS, Topics.DRIFT, Topics.ADAPTER_SNAPSHOTS, Topics.CHECKPOINTS)
            .looksBackOn(Topics.EVAL_SHARDS, Topics.EVAL_RESULTS, Topics.VERDICTS, Topics.PROMOTIONS)
            .looksBackOn(Topics.DEAD_LETTERS, Topics.REPLAYED_LETTERS, Topics.OPERATIONS)
            .writes(Topics.OPERATIONS)
            .usesBlobs();

    private static final List<StageDeclaration> ALL =
            List.of(TOKENIZER, TRAINER, CHECKPOINTER, PLANNER, WORKER, AGGREGATOR, PREDICTOR, CONSOLE);

    private StageDeclarations() {}

    /** All of them, in the order of the flow. */
    public static List<StageDeclaration> all() {
        return ALL;
    }

    /** The processes that run them, in the order of the flow. */
    public static List<StageProcess> processes() {
        return ALL.stream().map(StageDeclaration::process).distinct().toList();
    }
}
