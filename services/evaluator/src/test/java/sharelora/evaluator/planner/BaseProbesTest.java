package sharelora.evaluator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.TinyJob;
import sharelora.evaluator.slice.BatchLog;
import sharelora.evaluator.slice.MemoryLog;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.base.BaseCache;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** What the planner makes of token batches that no model can take: it must plan on, for this job and all others. */
class BaseProbesTest {

    private static final int CLASSES = EvaluatedStreams.LABELS.size();

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private TinyJob job;

    @BeforeEach
    void learn() {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        job = TinyJob.learn(blobs, folder, 1, 1);
    }

    @Test
    void leavesOutRecordsThatTheBaseCannotTakeAndBatchesThatAreNone() {
        // Given: a token that the base has no embedding for, and parts that do not fit each other
        TokenBatch strange = TokenBatch.newBuilder(TinyJob.tokenBatch(0)).build();
        strange.getTokenIds().set(0, 1_000_000);
        TokenBatch without = without(TinyJob.tokenBatch(0), 0);
        TokenBatch malformed = TokenBatch.newBuilder(TinyJob.tokenBatch(8))
                .setSequenceStarts(List.of(0, 900))
                .build();
        MemoryLog sound = new MemoryLog().add(without).add(TinyJob.tokenBatch(1));
        MemoryLog mixed = new MemoryLog().add(strange).add(malformed).add(TinyJob.tokenBatch(1));

        // When
        Optional<String> probe = probe(mixed);

        // Then
        assertThat(probe).isPresent().isEqualTo(probe(sound));
    }

    @Test
    void hasNoProbeWhereNoBatchCanBeTaken() {
        // Given
        TokenBatch strange = TokenBatch.newBuilder(TinyJob.tokenBatch(0)).build();
        strange.getTokenIds().replaceAll(token -> -1);

        // When
        Optional<String> probe = probe(new MemoryLog().add(strange));

        // Then
        assertThat(probe).isEmpty();
    }

    private static TokenBatch without(TokenBatch batch, int place) {
        TokenBatchBuilder others = new TokenBatchBuilder();
        IntStream.range(0, batch.getTargets().size())
                .filter(i -> i != place)
                .forEach(i -> others.add(TokenRecord.of(batch, i)));
        return others.build(batch.getStream(), batch.getTokenizerSha256(), batch.getLabels());
    }

    private Optional<String> probe(BatchLog log) {
        Checkpoint checkpoint = Checkpoint.newBuilder(job.checkpoints().getFirst())
                .setLearnedFrom(List.of(new OffsetRange(
                        Topics.tokenBatches(EvaluatedStreams.STREAM).name(), 0, 0L, 1_000L)))
                .build();
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD);
                CheckpointCache checkpoints = new CheckpointCache(blobs, 1)) {
            return new BaseProbes(logs(log), blobs, bases, checkpoints)
                    .probe(Optional.empty(), checkpoint, CLASSES, Arithmetic.FLOAT32);
        }
    }

    private static StreamLogs logs(BatchLog tokenBatches) {
        return new StreamLogs() {
            @Override
            public BatchLog evalBatches(String stream) {
                throw new UnsupportedOperationException("a probe learns from token batches alone");
            }

            @Override
            public BatchLog tokenBatches(String stream) {
                return tokenBatches;
            }
        };
    }
}
