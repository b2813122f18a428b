package sharelora.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.demo.asking.AdapterScore;
import sharelora.demo.asking.Asking;
import sharelora.engine.EngineChoice;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.http.HttpConfig;
import sharelora.platform.http.HttpEndpoint;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.PredictorVerticle;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;
import sharelora.trainer.JobProgress;

/**
 * Broker, stages, one job, a real stream: from the first sentence to the last evaluation.
 *
 * @param <R> what is measured
 */
public final class Demo<R> {

    private static final long TICK_MILLIS = 200;

    private final DemoTask<R> task;
    private final JobFile job;
    private final Screen screen;
    private final DemoTask.Machine machine;
    private final DemoStages flow;
    private final DemoResults results;
    private final Watchdog watchdog = new Watchdog(System::nanoTime);
    private Optional<Asking> asking = Optional.empty();

    private Demo(DemoTask<R> task, JobFile job, Screen screen, DemoTask.Machine machine, DemoResults results) {
        this.task = task;
        this.job = job;
        this.screen = screen;
        this.machine = machine;
        this.flow = DemoStages.of(
                machine.platform(),
                machine.engine(),
                DemoTask.JOB,
                !task.asked().isEmpty());
        this.results = results;
    }

    /**
     * Runs the demo to its end.
     *
     * @param path its own folder, emptied at the start
     * @param engine that trainer and evaluator compute with
     * @return what the task has to report
     * @throws RuntimeException with one clear line where a stage fails or nothing moves for 60 s
     */
    public static <R> R run(DemoTask<R> task, Path path, EngineChoice engine, Screen screen)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Vertx vertx = Vertx.vertx();
        try {
            DemoConsole console = DemoConsole.listen(vertx);
            screen.say("console on " + console.address());
            return run(new Demo.Site(vertx, console, screen), task, path, engine, started);
        } finally {
            vertx.close().await();
        }
    }

    /** Where a demo runs, and where it is looked at. */
    private record Site(Vertx vertx, DemoConsole console, Screen screen) {}

    private static <R> R run(Site site, DemoTask<R> task, Path path, EngineChoice engine, long started)
            throws IOException, InterruptedException {
        Screen screen = site.screen();
        DemoFolder folder = DemoFolder.prepare(path);
        BlobStore blobs = BlobStore.open(folder.blobs().toUri());
        screen.say("base model: " + task.base() + ", frozen");
        JobFile job = task.job(new BaseModels(blobs));
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder.broker(), 0))) {
            screen.say("Kafka broker on " + broker.bootstrapServers());
            KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
            task.submit(job, kafka, blobs);
            Platform platform = new Platform(
                    kafka, blobs, site.console().metrics(), site.console().health());
            String shown = site.console().show(site.vertx(), platform);
            try (DemoResults results = DemoResults.follow(kafka)) {
                return new Demo<>(task, job, screen, new DemoTask.Machine(platform, engine), results)
                        .play(site.vertx(), started);
            } finally {
                site.vertx().undeploy(shown).await(); // before the broker goes
            }
        }
    }

    private R play(Vertx vertx, long started) throws InterruptedException {
        flow.deploy(vertx).await();
        flow.predictor().ifPresent(predictor -> asking = Optional.of(asking(vertx, predictor)));
        screen.say("feeding " + task.feeding() + ", " + task.training() + " to learn from, the rest held out");
        try {
            List<DemoTask.Measured> parts = new ArrayList<>();
            for (List<Example> part : task.parts()) {
                parts.add(new DemoTask.Measured(parts.size() + 1, taught(part)));
                task.measured(parts.getLast()).ifPresent(screen::say);
            }
            JobProgress figures = flow.trainer().figures().getFirst();
            double wallSeconds = (System.nanoTime() - started) / 1e9;
            return task.report(new DemoTask.Outcome(machine, job, figures, parts, answers(), wallSeconds));
        } finally {
            asking.ifPresent(Asking::close);
        }
    }

    /** The results of the part's last checkpoint. */
    private List<EvalResult> taught(List<Example> part) throws InterruptedException {
        feed(part);
        for (var stage : flow.byName().entrySet()) {
            await(stage.getValue().drain(), stage.getKey() + " to finish");
        }
        return results();
    }

    private Asking asking(Vertx vertx, PredictorVerticle predictor) {
        Platform platform = machine.platform();
        HttpEndpoint http = HttpEndpoint.start(vertx, HttpConfig.loopback(0), platform.health(), platform.metrics())
                .await();
        predictor.api().ifPresent(api -> http.answersWith(predictor.apiRoot(), api));
        URI uri = URI.create("http://127.0.0.1:" + http.port());
        screen.say("predictor on " + uri + ", asked " + task.asked().size() + " held-out sentences meanwhile");
        return Asking.start(task.asked(), uri, DemoTask.JOB);
    }

    /** Of all that was to be asked. */
    private List<AdapterScore> answers() throws InterruptedException {
        if (asking.isEmpty()) {
            return List.of();
        }
        asking.get().upTo(1);
        while (!asking.get().finished()) {
            tick("answers over HTTP");
        }
        return asking.get().scores();
    }

    private void feed(List<Example> examples) {
        try (LogWriter writer = LogWriter.open(machine.platform().kafka(), "demo-feed")) {
            for (Example example : examples) {
                writer.send(Outgoing.of(Topics.examples(DemoTask.JOB), example.getId(), example));
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

    /** Of the checkpoint that the trainer flagged when it was drained. */
    private List<EvalResult> results() throws InterruptedException {
        long step = flow.trainer().figures().getFirst().step();
        Optional<List<EvalResult>> complete = results.completeAt(step, task.suites());
        while (complete.isEmpty()) {
            tick("the complete results of the checkpoint at step " + step);
            complete = results.completeAt(step, task.suites());
        }
        return complete.get();
    }

    private void tick(String waitingFor) throws InterruptedException {
        Thread.sleep(TICK_MILLIS);
        for (var stage : flow.byName().entrySet()) {
            failIfEnded(stage.getKey(), stage.getValue());
        }
        results.steps().forEach(task::learned);
        DemoProgress standing = standing();
        screen.show(standing);
        asking.ifPresent(asked -> asked.upTo((double) standing.records() / standing.of()));
        results.poll().forEach(result -> task.line(result).ifPresent(screen::say));
        watchdog.look(
                List.of(
                        standing,
                        flow.tokenizer().counts(),
                        results.progress(),
                        asking.map(Asking::answered).orElse(0)),
                waitingFor);
    }

    private static void failIfEnded(String name, Stage stage) {
        if (stage.ended().failed()) {
            Throwable cause = stage.ended().cause();
            throw new IllegalStateException("the " + name + " stopped: " + cause.getMessage(), cause);
        }
    }

    private DemoProgress standing() {
        List<JobProgress> jobs = flow.trainer().figures();
        if (jobs.isEmpty()) {
            return DemoProgress.start(task.training());
        }
        JobProgress now = jobs.getFirst();
        return new DemoProgress(
                now.records(),
                task.training(),
                now.step(),
                now.loss(),
                task.accuracy(now),
                now.recordsPerSecond(),
                now.lag());
    }
}
