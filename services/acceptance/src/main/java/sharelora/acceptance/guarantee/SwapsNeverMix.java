package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Topics;

/**
 * Checkpoints of two jobs take each other's place while queries arrive and the predictor is killed. Each prediction is then
 * what the checkpoint that it names says of its query alone, bit for bit, recomputed afterwards; and several have answered.
 */
public final class SwapsNeverMix implements Guarantee {

    private static final int FEW = 12;
    private static final int SWAPS = 4;

    private final BiFunction<Prediction, List<String>, String> named;

    /** The trial of the guarantee as it is promised. */
    public SwapsNeverMix() {
        this((prediction, checkpoints) -> prediction.getCheckpointId());
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param named which of its job's checkpoints, in the order in which they were announced, has computed a prediction
     */
    public SwapsNeverMix(BiFunction<Prediction, List<String>, String> named) {
        this.named = named;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        trial.prepare();
        for (int i = 0; i < scale.kills() / 4; i++) {
            trial.swapAndKill();
        }
        return trial.finish(named);
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final Map<String, List<String>> checkpoints = new HashMap<>();
        private int asked;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.stream = "swapped-" + run;
            List.of("left-" + run, "right-" + run).forEach(job -> checkpoints.put(job, new ArrayList<>()));
        }

        void prepare() {
            checkpoints.keySet().forEach(job -> {
                installation.submit(Jobs.file(job, stream, 0));
                announce(job);
            });
        }

        void swapAndKill() {
            Child predictor = life();
            swap();
            predictor.kill();
            findings.fault();
        }

        /** While queries arrive, so that some wait when the other is ready. */
        private void swap() {
            List<String> jobs = List.copyOf(checkpoints.keySet());
            for (int i = 0; i < SWAPS; i++) {
                ask();
                announce(jobs.get(i % jobs.size()));
                Await.pause(Duration.ofMillis(random.nextInt(700)));
            }
        }

        TrialOutcome finish(BiFunction<Prediction, List<String>, String> named) {
            Child last = life();
            swap();
            TopicHistory committed = TopicHistory.of(installation.kafka());
            Await.until("all " + asked + " queries of " + stream + " are answered", () -> {
                if (!last.alive()) {
                    throw new IllegalStateException(last + " died by itself:\n" + last.tail());
                }
                return committed.all(Topics.predictions(stream)).size() >= asked * checkpoints.size();
            });
            last.terminate();
            last.exit(Installation.PATIENCE);
            List<Prediction> predictions = committed.all(Topics.predictions(stream));
            findings.expectEqual("predictions", predictions.size(), asked * checkpoints.size());
            checkpoints.keySet().forEach(job -> severalAnswered(job, predictions));
            try (Recomputed recomputed = Recomputed.on(installation, stream)) {
                findings.expectSame(
                        "bits",
                        predictions.stream()
                                .map(each -> line(each, each.getProbabilities()))
                                .toList(),
                        predictions.stream()
                                .map(each -> line(
                                        each,
                                        recomputed.probabilities(
                                                text(each.getQueryId()),
                                                named.apply(each, checkpoints.get(each.getJobId())))))
                                .toList());
            }
            return findings.verdict(asked);
        }

        /** Else nothing was swapped, and the trial says nothing. */
        private void severalAnswered(String job, List<Prediction> predictions) {
            long answered = predictions.stream()
                    .filter(each -> each.getJobId().equals(job))
                    .map(Prediction::getCheckpointId)
                    .distinct()
                    .count();
            findings.expect(job + ": " + answered + " checkpoints answered, expected at least 2", answered >= 2);
        }

        private static String line(Prediction prediction, Object probabilities) {
            return prediction.getJobId() + " " + prediction.getQueryId() + " " + probabilities;
        }

        private void announce(String job) {
            List<String> known = checkpoints.get(job);
            long seed = 2L * known.size() + (job.startsWith("left") ? 0 : 1);
            known.add(AnnouncedAdapter.announce(installation, job, seed, known.size()));
        }

        private void ask() {
            List<Outgoing<Query>> queries = new ArrayList<>();
            for (int end = asked + FEW; asked < end; asked++) {
                String id = Integer.toString(asked);
                queries.add(Outgoing.of(Topics.queries(stream), id, new Query(id, text(id), null, null, false)));
            }
            try (LogWriter writer = LogWriter.open(installation.kafka(), "ask-" + stream)) {
                queries.forEach(writer::send);
                writer.flush();
            }
        }

        private static String text(String id) {
            return Sentences.example(Integer.parseInt(id)).getText();
        }

        private Child life() {
            findings.restart();
            Child predictor = installation.stage("predictor", "--stream", stream, "--threads", "1");
            Await.until(
                    "a predictor reads " + stream,
                    () -> !predictor.alive() || predictor.printed().contains("reading queries"));
            return predictor;
        }
    }
}
