package sharelora.evaluator.planner;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import sharelora.models.base.BaseCache;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TransformLoop;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;

/**
 * The planner, running: a member of the group that shares public.checkpoints. The topic has one partition, so one member
 * plans and the others stand by.
 */
public final class PlannerStage implements AutoCloseable {

    private final Catalog catalog;
    private final CheckpointCache checkpoints;
    private final KafkaPlanningHistory history;
    private final AtomicLong queued;
    private final TransformLoop loop;

    private PlannerStage(
            Catalog catalog,
            CheckpointCache checkpoints,
            KafkaPlanningHistory history,
            AtomicLong queued,
            TransformLoop loop) {
        this.catalog = catalog;
        this.checkpoints = checkpoints;
        this.history = history;
        this.queued = queued;
        this.loop = loop;
    }

    /** So that every name is known from the start, whatever there is to do. */
    public static void declare(Metrics metrics) {
        PlannerMetrics.of(metrics);
        StandingJobs.gauge(metrics);
    }

    /**
     * Returns when everything submitted before is known.
     *
     * @param threads that features are computed on
     * @throws sharelora.platform.failure.TransientException where the log does not answer
     */
    public static PlannerStage start(Platform platform, BaseCache bases, int threads) {
        PublicSchemas.announce(platform.kafka(), StageDeclarations.PLANNER.announced());
        Catalog catalog = Catalog.open(platform.kafka());
        StreamLogs logs = new KafkaStreamLogs(platform.kafka());
        CheckpointCache checkpoints = new CheckpointCache(platform.blobs(), threads);
        KafkaPlanningHistory history = new KafkaPlanningHistory(platform.kafka());
        Probes probes = new BaseProbes(logs, platform.blobs(), bases, checkpoints);
        AtomicLong queued = new AtomicLong();
        Planner planner = new Planner(
                catalog::job,
                new Sources(logs, platform.blobs(), probes, history),
                PlannerMetrics.of(platform.metrics()),
                InstantSource.system(),
                new StandingJobs(StageDeclarations.PLANNER.word(), platform.health(), platform.metrics()),
                queued::set);
        TransformLoop loop = TransformLoop.start(
                LoopConfig.of(StageDeclarations.PLANNER),
                platform.kafka(),
                platform.metrics(),
                platform.health(),
                planner);
        return new PlannerStage(catalog, checkpoints, history, queued, loop);
    }

    public TransformLoop loop() {
        return loop;
    }

    /** Whether no checkpoint that has its slice waits for its turn. */
    public boolean isSettled() {
        return queued.get() == 0;
    }

    @Override
    public void close() {
        loop.close();
        history.close();
        catalog.close();
        checkpoints.close();
    }
}
