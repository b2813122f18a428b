package sharelora.evaluator.aggregator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.TransformLoop;
import sharelora.schemas.Topics;

/**
 * The aggregator, running: a member of the group that shares eval-shards. The topic has one partition, so one member adds
 * up and the others stand by.
 */
public final class AggregatorStage implements AutoCloseable {

    private static final String NAME = "aggregator";
    private static final String GROUP = "sharelora.aggregator";

    /** Who has the partition knows within a moment what is outstanding. */
    private static final Duration STANDBY = Duration.ofSeconds(5);

    private final KafkaArchive archive;
    private final AtomicLong outstanding;
    private final TransformLoop loop;

    private AggregatorStage(KafkaArchive archive, AtomicLong outstanding, TransformLoop loop) {
        this.archive = archive;
        this.outstanding = outstanding;
        this.loop = loop;
    }

    /** Starts at once. */
    public static AggregatorStage start(Platform platform) {
        KafkaArchive archive = new KafkaArchive(platform.kafka());
        AtomicLong outstanding = new AtomicLong(Aggregator.UNKNOWN);
        TransformLoop loop = TransformLoop.start(
                LoopConfig.of(NAME, GROUP, Set.of(Topics.EVAL_SHARDS.name())),
                platform.kafka(),
                platform.metrics(),
                platform.health(),
                new Aggregator(
                        archive,
                        new Summary(platform.blobs()::uri),
                        AggregatorFigures.of(platform.metrics()),
                        InstantSource.system(),
                        outstanding::set));
        return new AggregatorStage(archive, outstanding, loop);
    }

    public TransformLoop loop() {
        return loop;
    }

    /** Whether every task that was written has been answered, or was given up at its deadline; or another one's it is. */
    public boolean isSettled() {
        long tasks = outstanding.get();
        return tasks == Aggregator.UNKNOWN ? loop.idle().compareTo(STANDBY) >= 0 : tasks == 0;
    }

    @Override
    public void close() {
        loop.close();
        archive.close();
    }
}
