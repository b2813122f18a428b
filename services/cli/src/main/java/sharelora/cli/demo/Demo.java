package sharelora.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.cli.data.LabelledText;
import sharelora.cli.job.BaseModels;
import sharelora.cli.job.Submitter;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Health;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;
import sharelora.trainer.JobFigures;

/** Broker, stages, one job, a real stream: from the first sentence to the last evaluation. */
public final class Demo {

    private static final long TICK_MILLIS = 200;

    private final DemoConfig config;
    private final Screen screen;
    private final Platform platform;
    private final Flow flow;
    private final Results results;
    private final Watchdog watchdog = new Watchdog(System::nanoTime);
    private final int training;

    private Demo(DemoConfig config, Screen screen, Platform platform, Results results) {
        this.config = config;
        this.screen = screen;
        this.platform = platform;
        this.flow = Flow.of(platform, DemoJob.NAME);
        this.results = results;
        this.training = config.training();
    }

    /**
     * Runs the demo to its end.
     *
     * @throws RuntimeException with one clear line where a stage fails or nothing moves for 60 s
     */
    public static Report run(DemoConfig config, Screen screen) throws IOException, InterruptedException {
        long started = System.nanoTime();
        DemoFolder folder = DemoFolder.prepare(config.folder());
        BlobStore blobs = BlobStore.open(folder.blobs().toUri());
        screen.say("base model: all-MiniLM-L6-v2, frozen");
        new BaseModels(blobs).importKnown(BaseModels.MINILM, BaseModels.MINILM);
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder.broker(), 0))) {
            screen.say("Kafka broker on " + broker.bootstrapServers());
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            new Submitter(kafka, blobs).submit(DemoJob.of(config));
            Vertx vertx = Vertx.vertx();
            try (Results results = Results.follow(kafka)) {
                Platform platform = new Platform(kafka, blobs, Metrics.withJvm(), new Health());
                return new Demo(config, screen, platform, results).play(vertx, started);
            } finally {
                vertx.close().await();
            }
        }
    }

    private Report play(Vertx vertx, long started) throws InterruptedException {
        flow.deploy(vertx).await();
        List<LabelledText> fed = config.fed();
        screen.say("feeding " + fed.size() + " sentences of " + config.labels().size() + " classes, " + training
                + " to learn from, the rest held out");
        feed(fed);
        for (var stage : flow.byName().entrySet()) {
            await(stage.getValue().drain(), stage.getKey() + " to finish");
        }
        JobFigures figures = flow.trainer().figures().getFirst();
        EvalResult last = lastResult(figures);
        double wallSeconds = (System.nanoTime() - started) / 1e9;
        return Report.of(platform, config, figures, last, wallSeconds);
    }

    private void feed(List<LabelledText> texts) {
        try (LogWriter writer = LogWriter.open(platform.kafka(), "demo-feed")) {
            for (LabelledText text : texts) {
                Example example = new Example(text.id(), text.text(), text.label(), null, null, null);
                writer.send(Outgoing.of(Topics.examples(DemoJob.NAME), text.id(), example));
            }
            writer.flush();
        }
    }

    private void await(Future<Void> drained, String what) throws InterruptedException {
        while (!drained.isComplete()) {
            tick(what);
        }
        if (drained.failed()) {
            throw new IllegalStateException(
                    "waiting for " + what + ": " + drained.cause().getMessage(), drained.cause());
        }
    }

    private EvalResult lastResult(JobFigures figures) throws InterruptedException {
        Optional<EvalResult> last = results.completeAt(figures.step());
        while (last.isEmpty()) {
            tick("the complete result of the checkpoint at step " + figures.step());
            last = results.completeAt(figures.step());
        }
        return last.get();
    }

    private void tick(String waitingFor) throws InterruptedException {
        Thread.sleep(TICK_MILLIS);
        for (var stage : flow.byName().entrySet()) {
            failIfEnded(stage.getKey(), stage.getValue());
        }
        Standing standing = standing();
        screen.show(standing);
        results.poll().forEach(result -> screen.say(Summary.line(result)));
        watchdog.look(List.of(standing, flow.tokenizer().counts(), results.progress()), waitingFor);
    }

    private static void failIfEnded(String name, Stage stage) {
        if (stage.ended().failed()) {
            Throwable cause = stage.ended().cause();
            throw new IllegalStateException("the " + name + " stopped: " + cause.getMessage(), cause);
        }
    }

    private Standing standing() {
        List<JobFigures> jobs = flow.trainer().figures();
        if (jobs.isEmpty()) {
            return Standing.start(training);
        }
        JobFigures job = jobs.getFirst();
        return new Standing(
                job.records(), training, job.step(), job.loss(), job.accuracy(), job.recordsPerSecond(), job.lag());
    }
}
