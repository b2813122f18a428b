package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.failure.CrashPoint;
import sharelora.schemas.Example;

/**
 * Two tokenizers share the partitions of the input and are killed while examples arrive. Each example is then in exactly
 * one committed token batch, evaluation batch or dead letter. An example that was fed twice is there twice.
 */
public final class EveryExampleExactlyOnce implements Guarantee {

    private static final int TOKENIZERS = 2;
    private static final int FEW = 40;
    private static final List<CrashPoint> POINTS =
            List.of(CrashPoint.RECORDS_SENT, CrashPoint.OFFSETS_SENT, CrashPoint.COMMITTED);

    private final Function<Installation, TopicHistory> reader;

    /** The trial with a reader of committed records. */
    public EveryExampleExactlyOnce() {
        this(installation -> TopicHistory.of(installation.kafka()));
    }

    /**
     * The trial with another reader.
     *
     * @param reader reads the topics; a reader that sees more or less than what is committed has to make the trial fail
     */
    public EveryExampleExactlyOnce(Function<Installation, TopicHistory> reader) {
        this.reader = reader;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, "once-" + run, random);
        trial.start();
        POINTS.forEach(trial::dieAt);
        for (int i = 0; i < scale.kills(); i++) {
            trial.feed(scale.records() / scale.kills());
            Await.pause(Duration.ofMillis(random.nextInt(2_000)));
            trial.kill();
        }
        return trial.finish(reader.apply(installation));
    }

    private static final class Trial {

        private final Installation installation;
        private final String stream;
        private final Random random;
        private final TrialFindings findings = new TrialFindings();
        private final List<Child> tokenizers = new ArrayList<>();
        private final List<String> fed = new ArrayList<>();
        private int number;

        Trial(Installation installation, String stream, Random random) {
            this.installation = installation;
            this.stream = stream;
            this.random = random;
        }

        void start() {
            installation.submit(Jobs.file(stream, stream, 20));
            for (int i = 0; i < TOKENIZERS; i++) {
                tokenizers.add(life());
            }
        }

        /** Feeds examples until this tokenizer has something to commit: the other one takes its share of them meanwhile. */
        void dieAt(CrashPoint point) {
            int one = random.nextInt(TOKENIZERS);
            tokenizers.get(one).kill();
            Child dying = life("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":" + (1 + random.nextInt(2)));
            Await.until("a tokenizer dies at " + point.id(), () -> {
                feed(FEW);
                Await.pause(Duration.ofMillis(random.nextInt(1_000)));
                return !dying.alive();
            });
            findings.fault();
            findings.expectEqual("exit code at " + point.id(), dying.exit(Installation.PATIENCE), CrashPoint.EXIT);
            tokenizers.set(one, life());
        }

        void kill() {
            int one = random.nextInt(TOKENIZERS);
            tokenizers.get(one).kill();
            findings.fault();
            tokenizers.set(one, life());
        }

        /** Feeds examples, some of them twice and some with a label that the stream does not have. */
        void feed(int count) {
            List<Example> examples = new ArrayList<>();
            for (int end = number + count; number < end; number++) {
                Example example = Sentences.example(number);
                examples.add(number % 10 == 3 ? Sentences.relabelled(example, "neither") : example);
                if (number % 25 == 0) {
                    examples.add(example);
                }
            }
            examples.forEach(example -> fed.add(example.getId()));
            installation.feed(stream, examples);
        }

        TrialOutcome finish(TopicHistory history) {
            tokenizers.forEach(Child::terminate);
            tokenizers.forEach(tokenizer -> tokenizer.exit(Installation.PATIENCE));
            installation.drain("tokenizer", "--stream", stream);
            history.fates(stream).requireEachOnce(fed, findings::broken);
            return findings.verdict(fed.size());
        }

        private Child life(String... options) {
            findings.restart();
            return installation.stage(List.of(options), "tokenizer", "--stream", stream);
        }
    }
}
