package sharelora.trainer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.Batches;
import sharelora.fixtures.FailingBlobs;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.models.base.BaseCache;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.SnapshotCadence;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Job;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What a trainer under test runs on: a real broker, a blob store with a tiny base, and streams to learn from. */
final class TrainerTestBed {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestInstallation installation;
    private final Path folder;
    private final String baseSha256;
    private final String tokenizerSha256;
    final FailingBlobs blobs;
    final Platform platform;
    final BaseCache bases;

    private TrainerTestBed(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.blobs =
                new FailingBlobs(BlobStore.open(this.folder.resolve("blobs").toUri()));
        Path base = TinyBase.write(folder.resolve("tiny"));
        this.baseSha256 = BlobFolder.publish(blobs, "models/tiny", base);
        this.tokenizerSha256 = Sha256.of(base.resolve("tokenizer.json"));
        this.installation = TestInstallation.start(this.folder, blobs);
        this.platform = installation.platform();
        this.bases = new BaseCache(blobs, EngineChoice.STANDARD);
    }

    /** The test bed of this process: a broker takes seconds to start, and every test has streams and jobs of its own. */
    static TrainerTestBed shared() {
        return Shared.TEST_BED;
    }

    private static final class Shared {

        private static final TrainerTestBed TEST_BED = start();

        private static TrainerTestBed start() {
            try {
                TrainerTestBed bed = new TrainerTestBed(Files.createTempDirectory(Path.of("target"), "trainer-"));
                Runtime.getRuntime().addShutdownHook(new Thread(bed::close));
                return bed;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    KafkaSettings kafka() {
        return platform.kafka();
    }

    Job.Builder job(String id, String stream) {
        return TrainingJobs.job(id).setStream(stream).setBaseSha256(baseSha256);
    }

    TrainerLoop start(String jobId, String stream, int threads) {
        return start(job(jobId, stream).build(), threads);
    }

    TrainerLoop start(Job job, int threads) {
        return start(job, new TrainerContext(platform, bases, threads, false));
    }

    TrainerLoop startStrictly(String jobId, String stream) {
        return start(job(jobId, stream).build(), new TrainerContext(platform, bases, 1, true));
    }

    private static TrainerLoop start(Job job, TrainerContext context) {
        return TrainerLoop.start(eager(JobSettings.of(job)), Batches.LABELS, context);
    }

    /** Steps of a tiny base are over before a snapshot may cost anything: here snapshots go by steps alone. */
    private static JobSettings eager(JobSettings job) {
        SnapshotCadence cadence = new SnapshotCadence(
                job.cadence().snapshotEvery(), job.cadence().checkpointEvery(), Duration.ofSeconds(10), 1e9);
        return new JobSettings(
                job.id(),
                job.stream(),
                job.base(),
                job.baseSha256(),
                job.task(),
                job.adapter(),
                job.head(),
                job.training(),
                job.arithmetic(),
                cadence,
                job.keep(),
                job.start(),
                job.from(),
                job.onRegression());
    }

    /** Puts the tiny base into the store under another name. */
    void publishBase(String name) throws IOException {
        BlobFolder.publish(blobs, "models/" + name, TinyBase.write(folder.resolve("as-" + name)));
    }

    void createStream(String stream) {
        installation.createStream(stream);
    }

    /** What another process has: the same broker and blobs, health and metrics of its own. */
    Platform elsewhere() {
        return installation.platform();
    }

    /** Writes batches of these numbers, three in a transaction, so that markers lie between them. */
    void write(String stream, int from, int to) {
        try (ExclusiveProducer producer = ExclusiveProducer.open(kafka(), "tokenizer." + stream)) {
            for (int at = from; at < to; at += 3) {
                List<Outgoing<TokenBatch>> unit = IntStream.range(at, Math.min(to, at + 3))
                        .mapToObj(this::batch)
                        .map(batch -> Outgoing.of(Topics.tokenBatches(stream), null, batch))
                        .toList();
                producer.commit(unit, Map.of(), "tokenizer." + stream);
            }
        }
    }

    /** The batch of that number, in tokens of the tiny base. */
    TokenBatch batch(int number) {
        return Batches.batch(number, tokenizerSha256, Batches.LABELS);
    }

    void write(Outgoing<?> record) {
        installation.commit("submit", List.of(record));
    }

    /** Learns to the end of the log, flags it, and stops. */
    void finish(TrainerLoop loop) throws InterruptedException {
        await().atMost(PATIENCE).until(loop.drain()::isComplete);
        loop.stop();
        loop.join(PATIENCE);
    }

    static Throwable failure(TrainerLoop loop) {
        await().atMost(PATIENCE).until(loop.ended()::isComplete);
        return loop.ended().cause();
    }

    AdapterSnapshot manifest(String jobId) {
        return TopicTable.read(kafka(), Topics.ADAPTER_SNAPSHOTS).get(jobId);
    }

    /** The job's train steps in log order, without job id and times: two jobs that learn the same differ in those. */
    List<TrainStep> steps(String jobId) {
        List<TrainStep> steps = new ArrayList<>();
        for (TrainStep step : installation.read(Topics.TRAIN_STEPS)) {
            if (step.getJobId().equals(jobId)) {
                steps.add(TrainStep.newBuilder(step)
                        .setJobId("")
                        .setSeconds(0)
                        .setLearnedAt(Instant.EPOCH)
                        .build());
            }
        }
        return steps;
    }

    List<DeadLetter> deadLetters(String jobId) {
        return installation.deadLetters(jobId);
    }

    Path blobFile(String key) {
        return folder.resolve("blobs").resolve(key);
    }

    private void close() {
        bases.close();
        installation.close();
    }
}
