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
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.Batches;
import sharelora.fixtures.FailingBlobs;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.models.base.BaseCache;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.SnapshotCadence;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Job;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What a trainer stands on: a real broker, a blob store with a tiny base, and streams to learn. */
final class Ground {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedBroker broker;
    private final Path folder;
    private final String baseSha256;
    private final String tokenizerSha256;
    final FailingBlobs blobs;
    final Platform platform;
    final BaseCache bases;

    private Ground(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        this.broker = EmbeddedBroker.start(new BrokerConfig(this.folder.resolve("broker"), 0));
        this.blobs =
                new FailingBlobs(BlobStore.open(this.folder.resolve("blobs").toUri()));
        Path base = TinyBase.write(folder.resolve("tiny"));
        this.baseSha256 = BlobFolder.publish(blobs, "models/tiny", base);
        this.tokenizerSha256 = Sha256.of(base.resolve("tokenizer.json"));
        this.platform =
                new Platform(KafkaSettings.of(broker.bootstrapServers()), blobs, Metrics.create(), new Health());
        this.bases = new BaseCache(blobs, EngineChoice.STANDARD);
        create(Topics.shared());
    }

    /** The one of this process: a broker takes seconds to start, and tests keep apart by streams and jobs. */
    static Ground shared() {
        return Shared.GROUND;
    }

    private static final class Shared {

        private static final Ground GROUND = start();

        private static Ground start() {
            try {
                Ground ground = new Ground(Files.createTempDirectory(Path.of("target"), "ground-"));
                Runtime.getRuntime().addShutdownHook(new Thread(ground::close));
                return ground;
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

    private static TrainerLoop start(Job job, TrainerContext workplace) {
        return TrainerLoop.start(eager(JobSettings.of(job)), Batches.LABELS, workplace);
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
                job.precision(),
                cadence,
                job.keep(),
                job.start(),
                job.from());
    }

    void createStream(String stream) {
        create(Topics.ofStream(stream));
    }

    private void create(List<Topic<?>> topics) {
        try (TopicAdmin admin = TopicAdmin.open(kafka())) {
            admin.create(topics);
        }
    }

    /** Writes batches of these numbers, three in a transaction, so that markers lie between them. */
    void write(String stream, int from, int to) {
        try (ExclusiveProducer producer = ExclusiveProducer.open(kafka(), "tokenizer." + stream)) {
            for (int at = from; at < to; at += 3) {
                List<Outgoing<TokenBatch>> unit = IntStream.range(at, Math.min(to, at + 3))
                        .mapToObj(number -> Batches.batch(number, tokenizerSha256, Batches.LABELS))
                        .map(batch -> Outgoing.of(Topics.tokenBatches(stream), null, batch))
                        .toList();
                producer.commit(unit, Map.of(), "tokenizer." + stream);
            }
        }
    }

    void write(Outgoing<?> record) {
        try (ExclusiveProducer producer = ExclusiveProducer.open(kafka(), "submit")) {
            producer.commit(List.of(record), Map.of(), "submit");
        }
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

    /** What the job told of its steps, in log order, but for job and times, which differ between twins. */
    List<TrainStep> steps(String jobId) {
        List<TrainStep> steps = new ArrayList<>();
        for (Received record : committed(Topics.TRAIN_STEPS.name())) {
            TrainStep step = Codec.decode(TrainStep.class, record.value());
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
        return committed(Topics.DEAD_LETTERS.name()).stream()
                .map(record -> Codec.decode(DeadLetter.class, record.value()))
                .filter(letter -> jobId.equals(letter.getJobId()))
                .toList();
    }

    /** Everything committed on a topic, in log order. */
    private List<Received> committed(String topic) {
        List<Received> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka(), topic)) {
            while (!reader.caughtUp()) {
                records.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }
        return records;
    }

    Path blobFile(String key) {
        return folder.resolve("blobs").resolve(key);
    }

    private void close() {
        bases.close();
        broker.close();
    }
}
