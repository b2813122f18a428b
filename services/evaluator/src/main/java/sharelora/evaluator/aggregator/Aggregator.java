package sharelora.evaluator.aggregator;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.evaluator.gate.PromotionGate;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.Codec;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Topics;

/**
 * EvalShard → EvalResult, and what follows from it: Verdict, Promotion.
 *
 * <p>A result is open from its first task or shard until every shard is answered, or until its deadline; then it is
 * published as what it is: complete, partial or failed. It is published again only where it says more than before, with
 * the next revision: a shard that comes after the deadline opens it again, and the earlier ones are read back.
 *
 * <p>Why a restart changes nothing: the committed offset is that of the oldest shard of an open result, so open results
 * are put together again; results are committed with the offsets, and what was published is read back, so none is
 * published twice; and which of equal shards counts does not matter, as they are equal.
 */
final class Aggregator implements Transform {

    /** What is outstanding is not known (yet): another one adds up, or tasks are still being read. */
    static final long UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);
    private static final DeadLetters LETTERS = DeadLetters.of("aggregator");

    private final Archive archive;
    private final EvalResultBuilder summary;
    private final PromotionGate gate;
    private final AggregatorMetrics metrics;
    private final InstantSource clock;
    private final LongConsumer outstanding;
    private final Map<String, OpenResult> open = new LinkedHashMap<>();
    private Optional<Position> input = Optional.empty();
    private long next;

    /** Empty: not read back since the restart. */
    private Optional<PublishedResults> published = Optional.empty();

    /** @param outstanding told how many tasks have no answer, or {@link #UNKNOWN} */
    Aggregator(
            Archive archive,
            EvalResultBuilder summary,
            PromotionGate gate,
            AggregatorMetrics metrics,
            InstantSource clock,
            LongConsumer outstanding) {
        this.archive = archive;
        this.summary = summary;
        this.gate = gate;
        this.metrics = metrics;
        this.clock = clock;
        this.outstanding = outstanding;
    }

    @Override
    public void accept(Received record, Output output) {
        try {
            take(Codec.decode(EvalShard.class, record.value()), record, output);
        } catch (UnreadableRecordException e) {
            output.send(LETTERS.letter(record, "unreadable", e.getMessage()));
        }
        input = Optional.of(new Position(record.topic(), record.partition()));
        next = record.offset() + 1;
    }

    private void take(EvalShard shard, Received record, Output output) {
        EvalTask task = shard.getTask();
        String id = OpenResult.id(task);
        if (published().isComplete(id)) {
            return; // a repeated shard
        }
        try {
            OpenResult result = open.containsKey(id) ? open.get(id) : new OpenResult(task);
            result.add(shard, record.offset());
            if (open.putIfAbsent(id, result) == null && published().isPublished(id)) {
                readBack(Set.of(id));
            }
            if (result.isAnswered()) {
                publish(result, output);
            }
        } catch (IllegalArgumentException e) {
            output.send(LETTERS.forJob(task.getJobId()).letter(record, "does-not-fit", e.getMessage()));
        }
    }

    @Override
    public void tick(long nowMillis, Output output) {
        published(); // before the referee decides anything
        gate.look(output);
        archive.tasks(task -> {
            if (!published().isPublished(OpenResult.id(task))) {
                asked(task);
            }
        });
        List<OpenResult> over = open.values().stream()
                .filter(result -> result.isOver(nowMillis))
                .toList();
        if (!over.isEmpty()) {
            // There may be shards in the log that were not accepted yet: nobody is given up for being read late.
            readBack(over.stream().map(each -> OpenResult.id(each.task())).collect(Collectors.toSet()));
            over.forEach(result -> publish(result, output));
        }
        if (archive.caughtUp()) {
            int tasks = open.values().stream().mapToInt(OpenResult::outstanding).sum();
            metrics.outstanding().set(tasks);
            outstanding.accept(tasks);
        }
    }

    private void asked(EvalTask task) {
        try {
            open.computeIfAbsent(OpenResult.id(task), id -> new OpenResult(task))
                    .asked(task);
        } catch (IllegalArgumentException e) {
            // The planner does not write such tasks; whoever did gets an answer from a worker, and that is buried here.
            LOG.warn("left out a task id={} cause={}", task.getTaskId(), e.getMessage());
        }
    }

    /** Adds the shards that are in the log, accepted before or not yet. */
    private void readBack(Set<String> ids) {
        archive.shards((shard, offset) -> {
            OpenResult result = open.get(OpenResult.id(shard.getTask()));
            if (result != null && ids.contains(OpenResult.id(shard.getTask()))) {
                try {
                    result.add(shard, offset);
                } catch (IllegalArgumentException e) {
                    LOG.debug("left out a shard offset={} cause={}", offset, e.getMessage()); // buried when accepted
                }
            }
        });
    }

    private void publish(OpenResult measured, Output output) {
        String id = OpenResult.id(measured.task());
        open.remove(id);
        if (!published().isNews(id, measured.n())) {
            return;
        }
        EvalResult result = summarized(measured, published().nextRevision(id));
        published().add(result);
        output.send(Outgoing.of(Topics.EVAL_RESULTS, result.getJobId(), result));
        if (published().isLatest(result)) {
            output.send(Outgoing.of(Topics.EVAL_RESULTS_LATEST, PublishedResults.latestKey(result), result));
        }
        gate.measured(result, output);
        metrics.results().add(1, result.getStatus().name().toLowerCase(Locale.ROOT));
        tell(result);
    }

    /** Measurements that cannot be added up make a result that says so: those of other checkpoints come all the same. */
    private EvalResult summarized(OpenResult measured, int revision) {
        try {
            return summary.of(measured, revision, clock.instant());
        } catch (RuntimeException | AssertionError e) {
            LOG.error("cannot be added up result={}", OpenResult.id(measured.task()), e);
            return summary.failed(measured, revision, clock.instant(), "cannot be added up: " + e);
        }
    }

    private static void tell(EvalResult result) {
        LOG.info(
                "evaluated job={} step={} suite={} status={} n={} of={} revision={} metrics={} cause={}",
                result.getJobId(),
                result.getStep(),
                result.getSuite(),
                result.getStatus(),
                result.getN(),
                result.getOf(),
                result.getRevision(),
                result.getMetrics().stream()
                        .map(metric -> String.format(Locale.ROOT, "%s:%.4f", metric.getName(), metric.getValue()))
                        .toList(),
                result.getFailure() == null ? "none" : result.getFailure());
    }

    @Override
    public Map<Position, Long> completed() {
        long oldest =
                open.values().stream().mapToLong(OpenResult::firstOffset).min().orElse(Long.MAX_VALUE);
        return input.map(position -> Map.of(position, Math.min(next, oldest))).orElse(Map.of());
    }

    @Override
    public void restart() {
        open.clear();
        published = Optional.empty();
        gate.restart();
        input = Optional.empty();
        archive.forget();
        outstanding.accept(UNKNOWN);
    }

    private PublishedResults published() {
        if (published.isEmpty()) {
            PublishedResults known = new PublishedResults();
            archive.results(result -> {
                known.add(result);
                gate.published(result);
            });
            published = Optional.of(known);
        }
        return published.get();
    }
}
