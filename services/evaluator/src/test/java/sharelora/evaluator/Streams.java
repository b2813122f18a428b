package sharelora.evaluator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.Task;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainingSettings;

/** Records of a small stream and its job, as the stages before write them. */
public final class Streams {

    public static final String STREAM = "tickets";
    public static final String JOB = "tickets-share-a";
    public static final String INPUT = Topics.examples(STREAM).name();
    public static final List<String> LABELS = List.of("low", "high", "other");

    private Streams() {}

    /** One record read at that place; its tokens and class follow from its offset. */
    public static Source at(int partition, long offset) {
        return new Source(INPUT, partition, offset);
    }

    /** A batch of records that were read at these places. Class 0 has tokens from 1 on, class 1 from 25 on. */
    public static TokenBatch batch(List<Source> sources) {
        return batch(sources, LABELS);
    }

    public static TokenBatch batch(List<Source> sources, List<String> labels) {
        List<Integer> tokens = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> targets = new ArrayList<>();
        for (Source source : sources) {
            long mixed = source.getOffset() * 31 + source.getPartition() * 7L;
            int target = (int) (mixed / 3 % 2);
            for (int i = 0; i <= mixed % 5; i++) {
                tokens.add((int) (1 + target * 24 + (mixed + i * 3L) % 8));
            }
            starts.add(tokens.size());
            targets.add(target);
        }
        return TokenBatch.newBuilder()
                .setStream(STREAM)
                .setTokenizerSha256("c".repeat(64))
                .setTokenIds(tokens)
                .setSequenceStarts(starts)
                .setTargets(targets)
                .setLabels(labels)
                .setExampleIds(sources.stream().map(Source::toString).toList())
                .setSources(sources)
                .build();
    }

    /** A batch of the records [from, to) of partition 0. */
    public static TokenBatch batch(long from, long to) {
        return batch(
                IntStream.range((int) from, (int) to).mapToObj(i -> at(0, i)).toList());
    }

    /** A checkpoint that has learned input partition 0 up to {@code inputTo}. */
    public static Checkpoint checkpoint(long step, long inputTo) {
        return checkpoint(step, inputTo == 0 ? List.of() : List.of(new OffsetRange(INPUT, 0, 0L, inputTo)), false);
    }

    public static Checkpoint checkpoint(long step, List<OffsetRange> inputs, boolean last) {
        String id = "%064x".formatted(0xc0ffee00L + step);
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBlob("checkpoints/" + id)
                .setJobId(JOB)
                .setStream(STREAM)
                .setStep(step)
                .setFinal$(last)
                .setAdapterName(JOB + "-" + step)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setStateSha256("d".repeat(64))
                .setAdapterSha256("e".repeat(64))
                .setMethod("share-a")
                .setRank(4)
                .setTrainableParameters(1)
                .setLabels(LABELS)
                .setRecords(step)
                .setLearnedFrom(
                        step == 0
                                ? List.of()
                                : List.of(new OffsetRange(
                                        Topics.tokenBatches(STREAM).name(), 0, 0L, step)))
                .setInputs(inputs)
                .setAnnouncedAt(Instant.EPOCH)
                .build();
    }

    /** The job, evaluated on the newest 40 records, at least 10 of them, 15 to a task. */
    public static Job job() {
        return Job.newBuilder()
                .setJobId(JOB)
                .setStream(STREAM)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTask(Task.CLASSIFICATION)
                .setAdapter(AdapterSettings.newBuilder()
                        .setMethod("share-a")
                        .setRank(4)
                        .setAlpha(8.0)
                        .setDropout(0.0)
                        .setTargets(List.of("query", "value"))
                        .build())
                .setHead("mean")
                .setTraining(TrainingSettings.newBuilder()
                        .setLearningRate(3e-3)
                        .setSchedule("constant")
                        .setWarmupSteps(5)
                        .setWeightDecay(0.01)
                        .setClipNorm(1.0)
                        .setSeed(7L)
                        .setGradientShards(4)
                        .setBaseDropout(false)
                        .build())
                .setSnapshotEvery(20)
                .setCheckpointEvery(50)
                .setKeep(new Keep(3, 2))
                .setEvaluation(new EvaluationSettings(10, 40, 15, 60_000L, false, null))
                .setStart("earliest")
                .setState(JobState.RUNNING)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
