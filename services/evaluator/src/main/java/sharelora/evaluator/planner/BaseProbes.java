package sharelora.evaluator.planner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.LinearProbe;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.slice.BatchLog;
import sharelora.models.base.BaseCache;
import sharelora.models.batch.TakenRecords;
import sharelora.models.checkpoint.CheckpointCache;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/**
 * Fits a job's probe at its first evaluation: on the untouched base's features of the first {@value #RECORDS} records, or
 * as many as there are, of the token batches that this checkpoint has learned, in log order. So it depends on the log
 * and that checkpoint alone, and jobs on one stream whose first evaluations come as late share one blob.
 */
final class BaseProbes implements Probes {

    private static final Logger LOG = LoggerFactory.getLogger(BaseProbes.class);
    private static final int RECORDS = 2_000;
    private static final long SEED = 7;

    private final StreamLogs logs;
    private final BlobStore blobs;
    private final BaseCache bases;
    private final CheckpointCache checkpoints;

    BaseProbes(StreamLogs logs, BlobStore blobs, BaseCache bases, CheckpointCache checkpoints) {
        this.logs = logs;
        this.blobs = blobs;
        this.bases = bases;
        this.checkpoints = checkpoints;
    }

    @Override
    public Optional<String> probe(Optional<String> before, Checkpoint checkpoint, int classes, Arithmetic arithmetic) {
        try {
            if (before.isPresent() && knows(before.get(), classes)) {
                return before;
            }
            Supplier<BaseModel> base = () -> bases.model(checkpoint.getBase(), checkpoint.getBaseSha256(), arithmetic);
            return fit(learned(checkpoint, base), checkpoint, base, classes);
        } catch (BlobMissingException | BlobDamagedException | ModelFormatException | IllegalArgumentException e) {
            // The worker says what is wrong with the checkpoint. The comparison is missing then, not the result; the
            // next evaluation tries again.
            LOG.warn(
                    "no linear probe job={} step={} cause={}",
                    checkpoint.getJobId(),
                    checkpoint.getStep(),
                    e.toString());
            return Optional.empty();
        }
    }

    private boolean knows(String sha256, int classes) {
        try {
            byte[] bytes = Files.readAllBytes(blobs.fetch(BlobNames.probe(sha256)));
            return LinearProbe.fromBytes(bytes).classes() >= classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<PackedBatch> learned(Checkpoint checkpoint, Supplier<BaseModel> base) {
        String topic = Topics.tokenBatches(checkpoint.getStream()).name();
        List<PackedBatch> batches = new ArrayList<>();
        for (OffsetRange range : checkpoint.getLearnedFrom()) {
            if (range.getTopic().equals(topic)) {
                new Collector(batches, range.getTo(), () -> base.get().shape())
                        .collect(logs.tokenBatches(checkpoint.getStream()), range.getFrom());
            }
        }
        return batches;
    }

    /** Empty where no batch can be computed. */
    private Optional<String> fit(
            List<PackedBatch> batches, Checkpoint checkpoint, Supplier<BaseModel> base, int classes) {
        if (batches.isEmpty()) {
            return Optional.empty(); // no base is opened for nothing
        }
        InferenceModel predictor =
                checkpoints.predictor(base.get(), checkpoint.getCheckpointId(), checkpoint.getLabels());
        List<float[]> features = new ArrayList<>(); // [n, D]
        List<Integer> targets = new ArrayList<>(); // n
        for (PackedBatch batch : batches) {
            float[][] rows = predictor.features(batch); // [S, D]
            for (int i = 0; i < rows.length && features.size() < RECORDS; i++) {
                features.add(rows[i]);
                targets.add(batch.classes()[i]);
            }
        }
        if (features.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = LinearProbe.fit(
                        features.toArray(float[][]::new),
                        targets.stream().mapToInt(Integer::intValue).toArray(),
                        classes,
                        SEED)
                .toBytes();
        String sha256 = Sha256.of(bytes);
        blobs.put(BlobNames.probe(sha256), bytes);
        LOG.info("fitted linear probe job={} records={} sha256={}", checkpoint.getJobId(), features.size(), sha256);
        return Optional.of(sha256);
    }

    /**
     * Gathers batches until there are records enough, without the records that the base cannot take: nobody learned them.
     *
     * @param shape of the base, which is opened for the first batch
     */
    private record Collector(List<PackedBatch> batches, long end, Supplier<ModelShape> shape) {

        void collect(BatchLog log, long from) {
            if (enough()) {
                return;
            }
            log.read(from, (offset, batch) -> {
                if (offset < end) {
                    add(offset, batch);
                }
                return offset < end && !enough();
            });
        }

        private void add(long offset, TokenBatch batch) {
            try {
                TakenRecords taken = TakenRecords.of(batch, shape.get());
                taken.packed().ifPresent(batches::add);
                if (!taken.leftOut().isEmpty()) {
                    LOG.warn(
                            "left records out of the linear probe offset={} records={} such as {}",
                            offset,
                            taken.leftOut().size(),
                            taken.leftOut().getFirst().detail());
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("left a malformed batch out of the linear probe offset={} cause={}", offset, e.getMessage());
            }
        }

        private boolean enough() {
            return batches.stream().mapToInt(PackedBatch::records).sum() >= RECORDS;
        }
    }
}
