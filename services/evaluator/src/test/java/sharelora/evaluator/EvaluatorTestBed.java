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
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecord;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** A broker of its own, with everything that the stages before it have written for a job that is evaluated. */
final class EvaluatorTestBed implements AutoCloseable {

    private final TestInstallation installation;
    private final Vertx vertx = Vertx.vertx();
    private final Map<EvaluatorVerticle, String> deployed = new LinkedHashMap<>();

    private EvaluatorTestBed(TestInstallation installation) {
        this.installation = installation;
    }

    static EvaluatorTestBed open(Path folder, BlobStore blobs, Job job, int tokenBatches) {
        return open(folder, blobs, job, tokenBatches, TinyJob::evalBatch);
    }

    /** @param evalBatches what was held out beside the token batch of that offset */
    static EvaluatorTestBed open(
            Path folder, BlobStore blobs, Job job, int tokenBatches, IntFunction<TokenBatch> evalBatches) {
        EvaluatorTestBed bed = new EvaluatorTestBed(TestInstallation.start(folder, blobs));
        bed.installation.createStream(EvaluatedStreams.STREAM);
        bed.write(Outgoing.of(Topics.STREAMS, EvaluatedStreams.STREAM, stream(job)));
        bed.write(Outgoing.of(Topics.JOBS, EvaluatedStreams.JOB, job));
        List<Outgoing<?>> batches = new ArrayList<>();
        for (int i = 0; i < tokenBatches; i++) {
            batches.add(Outgoing.of(Topics.tokenBatches(EvaluatedStreams.STREAM), null, TinyJob.tokenBatch(i)));
            batches.add(Outgoing.of(Topics.evalBatches(EvaluatedStreams.STREAM), null, evalBatches.apply(i)));
        }
        bed.write(batches.toArray(Outgoing<?>[]::new));
        return bed;
    }

    void announce(Checkpoint checkpoint) {
        write(Outgoing.of(Topics.CHECKPOINTS, checkpoint.getJobId(), checkpoint));
    }

    void write(Outgoing<?>... records) {
        installation.write(List.of(records));
    }

    /** Deploys an evaluator with these roles, as another process would. */
    EvaluatorVerticle start(Set<Role> roles) throws Exception {
        return start(roles, installation.platform());
    }

    Platform platform() {
        return installation.platform();
    }

    EvaluatorVerticle start(Set<Role> roles, Platform platform) throws Exception {
        EvaluatorVerticle evaluator =
                new EvaluatorVerticle(new EvaluatorConfig(roles, EngineChoice.STANDARD, 1), platform);
        deployed.put(evaluator, get(StageDeployment.deploy(vertx, "evaluator-" + deployed.size(), evaluator)));
        return evaluator;
    }

    void stop(EvaluatorVerticle evaluator) throws Exception {
        get(vertx.undeploy(deployed.remove(evaluator)));
    }

    <V extends SpecificRecord> List<V> read(Topic<V> topic) {
        return installation.read(topic);
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        installation.close();
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
