package sharelora.console.browser;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.console.model.Steps;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Decision;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;
import sharelora.schemas.Stream;
import sharelora.schemas.Subject;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;
import sharelora.schemas.Verdict;

/**
 * A log of many jobs that learned for long: ten jobs to a stream, and to a job fifty checkpoints, each measured on two
 * hundred records and decided of.
 */
final class ManyJobs {

    static final int CHECKPOINTS = Integer.getInteger("console.checkpoints", 50);

    private static final int JOBS_OF_A_STREAM = 10;
    private static final int RECORDS = 200;
    private static final List<String> LABELS = List.of("billing", "shipping", "other");
    private static final List<Integer> TARGETS =
            IntStream.range(0, RECORDS).mapToObj(i -> i % LABELS.size()).toList();
    private static final String SUITE = "5".repeat(64);

    private final int jobs;
    private final int steps;

    ManyJobs(int jobs, int steps) {
        this.jobs = jobs;
        this.steps = steps;
    }

    static String job(int number) {
        return "job-%03d".formatted(number);
    }

    static String stream(int number) {
        return "stream-" + number / JOBS_OF_A_STREAM;
    }

    /** Writes it; what lasts is the steps. */
    void writeTo(TestInstallation installation) {
        try (LogWriter writer = LogWriter.open(installation.kafka(), "scale")) {
            for (int number = 0; number < jobs; number++) {
                if (number % JOBS_OF_A_STREAM == 0) {
                    installation.createStream(stream(number));
                    writer.send(Outgoing.of(Topics.STREAMS, stream(number), streamRecord(stream(number))));
                }
                writer.send(Outgoing.of(
                        Topics.JOBS,
                        job(number),
                        TrainingJobs.job(job(number)).setStream(stream(number)).build()));
            }
            for (int step = 1; step <= steps; step++) {
                for (int number = 0; number < jobs; number++) {
                    writer.send(Outgoing.of(Topics.TRAIN_STEPS, job(number), step(number, step)));
                }
            }
            for (int number = 0; number < jobs; number++) {
                for (int i = 0; i <= CHECKPOINTS; i++) {
                    checkpoint(writer, number, (long) i * steps / CHECKPOINTS);
                }
            }
            writer.flush();
        }
    }

    private static TrainStep step(int number, int step) {
        double noise = 0.1 * Math.sin(step * 12.9898 + number);
        return Steps.step(job(number), step, 0.3 + 0.005 * number + 1.4 * Math.exp(-step / 4_000.0) + noise);
    }

    private static Stream streamRecord(String name) {
        return Stream.newBuilder()
                .setName(name)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setInput(null)
                .setLabels(LABELS)
                .setMaxLength(64)
                .setBatch(new BatchRule(32, 4_096, 8, 500L))
                .setHoldoutPercent(10)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    private static void checkpoint(LogWriter writer, int number, long step) {
        String id = "%032x%032x".formatted(number + 1L, step + 1);
        Checkpoint checkpoint = Checkpoints.checkpoint(job(number), step, id)
                .setStream(stream(number))
                .setLabels(LABELS)
                .build();
        writer.send(Outgoing.of(Topics.CHECKPOINTS, job(number), checkpoint));
        writer.send(Outgoing.of(Topics.EVAL_SHARDS, id + "/holdout", shard(checkpoint)));
        writer.send(Outgoing.of(Topics.EVAL_RESULTS, job(number), result(checkpoint)));
        writer.send(Outgoing.of(Topics.VERDICTS, job(number), verdict(checkpoint)));
    }

    private static double accuracy(Checkpoint checkpoint) {
        return 0.85 - 0.5 * Math.exp(-checkpoint.getStep() / 8_000.0);
    }

    private static List<Metric> accuracy(double value) {
        return List.of(
                new Metric("accuracy", value, value - 0.04, value + 0.04, RECORDS),
                new Metric("loss", 1 - value, 0.95 - value, 1.05 - value, RECORDS));
    }

    private static EvalResult result(Checkpoint checkpoint) {
        return EvalResult.newBuilder()
                .setResultId(checkpoint.getCheckpointId() + "/" + SUITE)
                .setRevision(1)
                .setStatus(EvalStatus.COMPLETE)
                .setJobId(checkpoint.getJobId())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setCheckpoint(checkpoint.getBlob())
                .setStep(checkpoint.getStep())
                .setBase(checkpoint.getBase())
                .setBaseSha256(checkpoint.getBaseSha256())
                .setSuite("holdout")
                .setSuiteSha256(SUITE)
                .setN(RECORDS)
                .setOf(RECORDS)
                .setMetrics(accuracy(accuracy(checkpoint)))
                .setStepZero(accuracy(0.35))
                .setLinearProbe(accuracy(0.6))
                .setEngine("engine")
                .setEvaluatedAt(Instant.EPOCH)
                .build();
    }

    private static EvalShard shard(Checkpoint checkpoint) {
        EvalTask task = EvalTask.newBuilder()
                .setTaskId(checkpoint.getCheckpointId() + "/" + SUITE + "/0")
                .setJobId(checkpoint.getJobId())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setStep(checkpoint.getStep())
                .setStepZeroId("0".repeat(64))
                .setBase(checkpoint.getBase())
                .setBaseSha256(checkpoint.getBaseSha256())
                .setSuite("holdout")
                .setSuiteSha256(SUITE)
                .setShard(0)
                .setShards(1)
                .setFrom(0)
                .setTo(RECORDS)
                .setRecords(RECORDS)
                .setDeadlineAt(Instant.EPOCH)
                .build();
        double right = accuracy(checkpoint) * RECORDS;
        List<Integer> said = IntStream.range(0, RECORDS)
                .mapToObj(i -> i < right ? TARGETS.get(i) : (TARGETS.get(i) + 1) % LABELS.size())
                .toList();
        return EvalShard.newBuilder()
                .setTaskId(task.getTaskId())
                .setTask(task)
                .setTargets(TARGETS)
                .setMeasurements(List.of(Measurement.newBuilder()
                        .setSubject(Subject.CANDIDATE)
                        .setPredictions(said)
                        .setLossSum(1)
                        .build()))
                .setEngine("engine")
                .setCpuFeatures("")
                .setSeconds(1)
                .setMeasuredAt(Instant.EPOCH)
                .build();
    }

    private static Verdict verdict(Checkpoint checkpoint) {
        return Verdict.newBuilder()
                .setVerdictId(checkpoint.getCheckpointId() + "/gate")
                .setJobId(checkpoint.getJobId())
                .setDecision(checkpoint.getStep() % 3 == 0 ? Decision.REJECTED : Decision.PROMOTED)
                .setCheckpointId(checkpoint.getCheckpointId())
                .setStep(checkpoint.getStep())
                .setRules(List.of())
                .setReason("all rules held")
                .setResultIds(List.of())
                .setDecidedAt(Instant.EPOCH)
                .build();
    }
}
