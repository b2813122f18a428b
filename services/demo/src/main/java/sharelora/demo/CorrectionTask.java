package sharelora.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import sharelora.demo.data.Correction;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.submission.JobFile;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Example;

/** How a sentence with a mistake is said without it: prompts and their completions, on a base that goes on with texts. */
public final class CorrectionTask implements DemoTask<CorrectionReport> {

    /** One in ten. */
    private static final int HOLDOUT_PERCENT = 10;

    private static final String BASE = "demo-base";

    private final Path base;
    private final DemoLearner learner;
    private final Feeding feeding;

    private CorrectionTask(Path base, DemoLearner learner, Feeding feeding) {
        this.base = base;
        this.learner = learner;
        this.feeding = feeding;
    }

    /**
     * A task on a base.
     *
     * @param base Hugging Face folder of a gpt2 or llama model
     * @param pairs what may be fed, in this order
     * @param trainingRecords how many of them shall fall on the training side, at the most
     */
    public static CorrectionTask of(Path base, List<Correction> pairs, int trainingRecords, DemoLearner learner) {
        List<Example> examples = IntStream.range(0, pairs.size())
                .mapToObj(i -> example("pair-" + i, pairs.get(i)))
                .toList();
        return new CorrectionTask(base, learner, Feeding.of(examples, HOLDOUT_PERCENT, trainingRecords));
    }

    static Example example(String id, Correction pair) {
        return new Example(id, "Wrong: " + pair.wrong() + "\nRight:", null, null, null, " " + pair.right());
    }

    @Override
    public String base() {
        return base.toAbsolutePath().normalize().getFileName().toString();
    }

    @Override
    public JobFile job(BaseModels models) {
        return job(models.importFolder(base, BASE));
    }

    /** The job on the base of that hash, which is in the blob store already. */
    public JobFile job(String baseSha256) {
        ObjectNode job = new ObjectMapper().createObjectNode();
        job.put("job", JOB).put("base", BASE + "@" + baseSha256).put("task", "generation");
        ObjectNode stream =
                job.putObject("stream").put("holdoutPercent", HOLDOUT_PERCENT).put("maxLength", 128);
        stream.putObject("batch").put("records", 16);
        learner.writeTo(job).put("learningRate", learner.learningRate().orElse(1e-3));
        job.putObject("evaluation").put("minRecords", 50).put("shardRecords", 25);
        return JobFile.read(job.toString(), "the demo's job");
    }

    @Override
    public List<Example> fed() {
        return feeding.examples();
    }

    @Override
    public int training() {
        return feeding.training();
    }

    @Override
    public String feeding() {
        return fed().size() + " sentences with their corrections";
    }

    @Override
    public Optional<String> line(EvalResult result) {
        return Optional.of(String.format(
                Locale.ROOT,
                "evaluated step %d: perplexity %s, untouched base %s; exact %s, untouched base %s, n %d, %s",
                result.getStep(),
                DemoSummary.interval(DemoSummary.metric(result.getMetrics(), "perplexity")),
                DemoSummary.number(DemoSummary.metric(result.getStepZero(), "perplexity")),
                DemoSummary.interval(DemoSummary.metric(result.getMetrics(), "exact")),
                DemoSummary.number(DemoSummary.metric(result.getStepZero(), "exact")),
                result.getN(),
                result.getStatus()));
    }

    @Override
    public CorrectionReport report(Outcome outcome) {
        return CorrectionReport.of(outcome, feeding.heldOut());
    }
}
