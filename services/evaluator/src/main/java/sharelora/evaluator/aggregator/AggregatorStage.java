package sharelora.evaluator.aggregator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import sharelora.evaluator.gate.KafkaPromotionLedger;
import sharelora.evaluator.gate.PromotionGate;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TransformLoop;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;

/**
 * The aggregator, running: a member of the group that shares eval-shards. The topic has one partition, so one member adds
 * up and the others stand by.
 */
public final class AggregatorStage implements AutoCloseable {

    /** Who has the partition knows within a moment what is outstanding. */
    private static final Duration STANDBY = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final KafkaArchive archive;
    private final AtomicLong outstanding;
    private final TransformLoop loop;

    private AggregatorStage(Catalog catalog, KafkaArchive archive, AtomicLong outstanding, TransformLoop loop) {
        this.catalog = catalog;
        this.archive = archive;
        this.outstanding = outstanding;
        this.loop = loop;
    }

    /** Registers every metric, so that Prometheus knows all names before the first result. */
    public static void declare(Metrics metrics) {
        AggregatorMetrics.of(metrics);
    }

    /**
     * Starts the aggregator. Returns when everything that was submitted before is known.
     *
     * @throws sharelora.platform.failure.TransientException if the log does not answer
     */
    public static AggregatorStage start(Platform platform) {
        PublicSchemas.announce(platform.kafka(), StageDeclarations.AGGREGATOR.announced());
        Catalog catalog = Catalog.open(platform.kafka());
        KafkaArchive archive = new KafkaArchive(platform.kafka());
        AtomicLong outstanding = new AtomicLong(Aggregator.UNKNOWN);
        AggregatorMetrics figures = AggregatorMetrics.of(platform.metrics());
        InstantSource clock = InstantSource.system();
        PromotionGate gate = new PromotionGate(
                catalog::jobs,
                new KafkaPromotionLedger(platform.kafka()),
                clock,
                figures.verdicts(),
                new StandingJobs(StageDeclarations.AGGREGATOR.word(), platform.health(), platform.metrics()));
        EvalResultBuilder summary = new EvalResultBuilder(platform.blobs()::uri);
        TransformLoop loop = TransformLoop.start(
                LoopConfig.of(StageDeclarations.AGGREGATOR),
                platform.kafka(),
                platform.metrics(),
                platform.health(),
                new Aggregator(archive, summary, gate, figures, clock, outstanding::set));
        return new AggregatorStage(catalog, archive, outstanding, loop);
    }

    public TransformLoop loop() {
        return loop;
    }

    /**
     * Whether every task that was written has been answered or given up at its deadline. An aggregator that stands by does
     * not know, and is settled after five seconds without work.
     */
    public boolean isSettled() {
        long tasks = outstanding.get();
        return tasks == Aggregator.UNKNOWN ? loop.idle().compareTo(STANDBY) >= 0 : tasks == 0;
    }

    @Override
    public void close() {
        loop.close();
        archive.close();
        catalog.close();
    }
}
