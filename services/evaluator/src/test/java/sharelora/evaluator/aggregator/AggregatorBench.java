package sharelora.evaluator.aggregator;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import sharelora.evaluator.gate.MemoryLedger;
import sharelora.evaluator.gate.PromotionGate;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;
import sharelora.schemas.Topics;

/** An aggregator between logs in memory. A checkpoint has a slice of 10 records in shards of 4, 4 and 2. */
final class AggregatorBench implements Archive {

    static final long DEADLINE = 60_000;
    static final int SHARDS = 3;

    final List<EvalResult> results = new ArrayList<>();
    final Map<String, EvalResult> latest = new HashMap<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<Job> jobs = new ArrayList<>();
    final MemoryLedger ledger = new MemoryLedger();
    private final List<EvalTask> tasks = new ArrayList<>();
    private final List<EvalShard> log = new ArrayList<>();
    private Aggregator aggregator = create();
    private long outstanding;
    private int tasksRead;

    private Aggregator create() {
        Aggregator made = new Aggregator(
                this,
                new EvalResultBuilder(key -> URI.create("file:///blobs/" + key)),
                new PromotionGate(
                        () -> jobs,
                        ledger,
                        () -> Instant.EPOCH,
                        AggregatorMetrics.of(Metrics.create()).verdicts(),
                        new StandingJobs("aggregator", new Health(), Metrics.create())),
                AggregatorMetrics.of(Metrics.create()),
                () -> Instant.EPOCH,
                tasks -> outstanding = tasks);
        made.restart();
        return made;
    }

    /** Another aggregator takes over, from the committed offset. */
    void restart() {
        long from = committed();
        aggregator = create();
        for (long offset = from; offset < log.size(); offset++) {
            accept(offset);
        }
    }

    void asked(EvalTask task) {
        tasks.add(task);
    }

    /** A worker writes a shard, which is not accepted yet. */
    void written(EvalShard shard) {
        log.add(shard);
    }

    /** A worker writes a shard. */
    void answered(EvalShard shard) {
        log.add(shard);
        accept(log.size() - 1);
    }

    void accept(long offset) {
        aggregator.accept(received(offset, Codec.encode(log.get((int) offset))), this::sent);
    }

    void accept(byte[] value) {
        log.add(measured(task(9, 0)));
        aggregator.accept(received(log.size() - 1, value), this::sent);
    }

    void tick(long nowMillis) {
        aggregator.tick(nowMillis, this::sent);
    }

    /** Offset of the next shard that a successor takes. */
    long committed() {
        return aggregator.completed().values().stream().findFirst().orElse(0L);
    }

    long outstanding() {
        return outstanding;
    }

    private void sent(Outgoing<?> outgoing) {
        if (outgoing.topic().equals(Topics.EVAL_RESULTS_LATEST)) {
            latest.put(outgoing.key(), (EvalResult) outgoing.value());
        } else if (outgoing.value() instanceof EvalResult result) {
            results.add(result);
        } else if (!ledger.took(outgoing)) {
            letters.add((DeadLetter) outgoing.value());
        }
    }

    private static Received received(long offset, byte[] value) {
        return new Received(Topics.EVAL_SHARDS.name(), 0, offset, 0, null, value);
    }

    /** The task of that shard of the checkpoint of that step. */
    static EvalTask task(long step, int shard) {
        return EvalTask.newBuilder()
                .setTaskId("checkpoint-" + step + "/suite/" + shard)
                .setJobId("job")
                .setCheckpointId("checkpoint-" + step)
                .setStep(step)
                .setStepZeroId("checkpoint-0")
                .setProbeSha256("probe")
                .setBase("tiny")
                .setBaseSha256("base")
                .setSuite("holdout")
                .setSuiteSha256("suite")
                .setShard(shard)
                .setShards(SHARDS)
                .setFrom(4 * shard)
                .setTo(Math.min(10, 4 * shard + 4))
                .setRecords(10)
                .setDeadlineAt(Instant.ofEpochMilli(DEADLINE))
                .build();
    }

    /** Of the records' classes i mod 3 the candidate gets all but every fourth, step zero says 0, the probe is right. */
    static EvalShard measured(EvalTask task) {
        List<Integer> targets = IntStream.range(task.getFrom(), task.getTo())
                .mapToObj(i -> i % 3)
                .toList();
        List<Integer> candidate = IntStream.range(task.getFrom(), task.getTo())
                .mapToObj(i -> i % 4 == 3 ? (i + 1) % 3 : i % 3)
                .toList();
        return shard(task)
                .setTargets(targets)
                .setMeasurements(List.of(
                        said(Subject.CANDIDATE, candidate, 0.1 * (task.getShard() + 1)),
                        said(
                                Subject.STEP_ZERO,
                                targets.stream().map(target -> 0).toList(),
                                2.0),
                        said(Subject.LINEAR_PROBE, targets, 0.5)))
                .build();
    }

    /** The same, and the incumbent says what the candidate says, but for a wrong answer more in each shard. */
    static EvalShard measuredBesideIncumbent(EvalTask task) {
        EvalShard shard = measured(EvalTask.newBuilder(task)
                .setIncumbentId("promoted")
                .setCheckpoint(EvaluatedStreams.checkpoint(task.getStep(), 70))
                .build());
        List<Integer> predictions =
                new ArrayList<>(shard.getMeasurements().getFirst().getPredictions());
        predictions.set(0, (predictions.getFirst() + 1) % 3);
        List<Measurement> measurements = new ArrayList<>(shard.getMeasurements());
        measurements.add(said(Subject.INCUMBENT, predictions, 0.9));
        return EvalShard.newBuilder(shard).setMeasurements(measurements).build();
    }

    private static Measurement said(Subject subject, List<Integer> predictions, double lossSum) {
        return new Measurement(
                subject,
                predictions,
                lossSum,
                predictions.stream().map(each -> lossSum / predictions.size()).toList(),
                List.of(),
                List.of(),
                List.of());
    }

    static EvalShard failed(EvalTask task, String failure) {
        return shard(task)
                .setTargets(List.of())
                .setMeasurements(List.of())
                .setFailure(failure)
                .build();
    }

    private static EvalShard.Builder shard(EvalTask task) {
        return EvalShard.newBuilder()
                .setTaskId(task.getTaskId())
                .setTask(task)
                .setEngine("engine " + task.getShard() % 2)
                .setCpuFeatures("amd64")
                .setSeconds(1)
                .setMeasuredAt(Instant.EPOCH);
    }

    @Override
    public void results(Consumer<EvalResult> use) {
        results.forEach(use);
    }

    @Override
    public void shards(BiConsumer<EvalShard, Long> use) {
        for (int i = 0; i < log.size(); i++) {
            use.accept(log.get(i), (long) i);
        }
    }

    @Override
    public void tasks(Consumer<EvalTask> use) {
        tasks.subList(tasksRead, tasks.size()).forEach(use);
        tasksRead = tasks.size();
    }

    @Override
    public boolean caughtUp() {
        return true;
    }

    @Override
    public void forget() {
        tasksRead = 0;
    }

    /** The result of a checkpoint whose shards were answered one after the other. */
    static EvalResult inOrder(long step) {
        AggregatorBench other = new AggregatorBench();
        for (int shard = 0; shard < SHARDS; shard++) {
            other.answered(measured(task(step, shard)));
        }
        return other.results.getFirst();
    }
}
