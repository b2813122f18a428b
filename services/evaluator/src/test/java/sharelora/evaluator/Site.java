package sharelora.evaluator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** A broker of its own, with everything that a job has written before it is evaluated. */
final class Site implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final Vertx vertx = Vertx.vertx();
    private final Map<EvaluatorVerticle, String> deployed = new LinkedHashMap<>();
    private final KafkaSettings kafka;
    private final BlobStore blobs;

    private Site(EmbeddedBroker broker, BlobStore blobs) {
        this.broker = broker;
        this.blobs = blobs;
        this.kafka = KafkaSettings.of(broker.bootstrapServers());
    }

    static Site open(Path folder, BlobStore blobs, Job job, int tokenBatches) {
        Site site = new Site(EmbeddedBroker.start(new BrokerConfig(folder, 0)), blobs);
        try (TopicAdmin admin = TopicAdmin.open(site.kafka)) {
            admin.create(Topics.shared());
            admin.create(Topics.ofStream(EvaluatedStreams.STREAM));
        }
        site.write(Outgoing.of(Topics.STREAMS, EvaluatedStreams.STREAM, stream(job)));
        site.write(Outgoing.of(Topics.JOBS, EvaluatedStreams.JOB, job));
        List<Outgoing<?>> batches = new ArrayList<>();
        for (int i = 0; i < tokenBatches; i++) {
            batches.add(Outgoing.of(Topics.tokenBatches(EvaluatedStreams.STREAM), null, TinyJob.tokenBatch(i)));
            batches.add(Outgoing.of(Topics.evalBatches(EvaluatedStreams.STREAM), null, TinyJob.evalBatch(i)));
        }
        site.write(batches.toArray(Outgoing<?>[]::new));
        return site;
    }

    void announce(Checkpoint checkpoint) {
        write(Outgoing.of(Topics.CHECKPOINTS, checkpoint.getJobId(), checkpoint));
    }

    void write(Outgoing<?>... records) {
        try (LogWriter writer = LogWriter.open(kafka, "test")) {
            for (Outgoing<?> record : records) {
                writer.send(record);
            }
            writer.flush();
        }
    }

    /** Another process, in this one. */
    EvaluatorVerticle start(Set<Role> roles) throws Exception {
        Platform platform = new Platform(kafka, blobs, Metrics.create(), new Health());
        EvaluatorVerticle evaluator =
                new EvaluatorVerticle(new EvaluatorConfig(roles, EngineChoice.STANDARD, 1), platform);
        deployed.put(evaluator, get(StageDeployment.deploy(vertx, "evaluator-" + deployed.size(), evaluator)));
        return evaluator;
    }

    void stop(EvaluatorVerticle evaluator) throws Exception {
        get(vertx.undeploy(deployed.remove(evaluator)));
    }

    /** Everything on the topic so far. */
    <V> List<V> read(Topic<?> topic, Function<Received, V> decode) {
        List<V> values = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            reader.readToEnd(record -> values.add(decode.apply(record)));
        }
        return values;
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        broker.close();
    }

    private static Stream stream(Job job) {
        return Stream.newBuilder()
                .setName(EvaluatedStreams.STREAM)
                .setBase(job.getBase())
                .setBaseSha256(job.getBaseSha256())
                .setTokenizerSha256("c".repeat(64))
                .setInput(null)
                .setLabels(EvaluatedStreams.LABELS)
                .setMaxLength(24)
                .setBatch(new BatchRule(TinyJob.LEARNED, 4096, 8, 500L))
                .setHoldoutPercent(25)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
