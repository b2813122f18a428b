package sharelora.operations.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.Origin;
import sharelora.models.learning.AdapterRecords;
import sharelora.models.learning.JobSettings;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.operations.task.TaskRules;
import sharelora.platform.examples.Shown;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;

/**
 * Holds a job to its base and to the adapter that it starts from, by the checks that a trainer makes when it opens them. So
 * a job that no trainer can begin is refused while its author is looking. It reads configs and headers, and no weight of
 * the base.
 */
record BaseFit(BaseModels store, PinnedModels models) {

    /**
     * Checks stream and job.
     *
     * @param problems take all that is wrong, but for fields in which something is wrong already
     */
    void check(AskedJob asked, Problems problems) {
        Stream stream = asked.stream();
        Job job = asked.job();
        checkTask(stream, problems);
        checkLength(stream, problems);
        ReplayPart.check(stream, job.getTraining(), problems);
        if (!problems.about("adapter")) {
            adapter(job, problems).ifPresent(adapter -> {
                checkStart(stream, job, problems);
                checkSteps(adapter, job.getTraining().getTotalSteps(), problems);
            });
        }
        if (HeadSpec.of(job.getHead()).equals(HeadSpec.STOCK) && !problems.about("head")) {
            try {
                store.requireStockHead(models.base());
            } catch (WrongUsageException e) {
                problems.say("head", e.getMessage());
            }
        }
    }

    private void checkTask(Stream stream, Problems problems) {
        if (!TaskRules.of(stream.getTask()).goesOnWithTexts() || problems.about("task")) {
            return;
        }
        if (models.config().wordsName().isEmpty()) {
            problems.refuse(
                    "base",
                    "'" + models.base().name() + "' is a " + shape().family()
                            + " model, which has no language head; task: generation needs gpt2 or llama");
        } else if (models.endToken().isEmpty()) {
            problems.refuse(
                    "base",
                    "'" + models.base().name()
                            + "' has no eos_token_id in its config.json, expected the token that ends a text");
        } else if (models.endToken().get() >= shape().vocabulary()) {
            problems.refuse(
                    "base",
                    "'" + models.base().name() + "' has the eos_token_id "
                            + models.endToken().get() + " in its config.json, expected one of its "
                            + shape().vocabulary() + " tokens");
        } else {
            checkWords(problems);
        }
    }

    private void checkWords(Problems problems) {
        try {
            store.requireWords(models.base());
        } catch (WrongUsageException e) {
            problems.say("base", e.getMessage());
        }
    }

    private void checkLength(Stream stream, Problems problems) {
        if (stream.getMaxLength() > shape().positions() && !problems.about("stream.maxLength")) {
            problems.add(
                    "stream.maxLength",
                    stream.getMaxLength(),
                    "at most " + shape().positions() + " as base '"
                            + models.base().name() + "' has positions");
        }
    }

    /** The adapter, where it can be laid out on the base and can leave again. */
    private Optional<AdapterSpec> adapter(Job job, Problems problems) {
        try {
            AdapterSpec adapter = AdapterRecords.spec(job.getAdapter());
            // What cannot leave is not to be trained: its first checkpoint would fail.
            Export.peftLora(adapter);
            adapter.plan(shape());
            return Optional.of(adapter);
        } catch (IllegalArgumentException e) {
            problems.refuse("adapter", e.getMessage());
            return Optional.empty();
        }
    }

    /** A method that would still choose at the end of its schedule would leave nothing that it is for. */
    private static void checkSteps(AdapterSpec adapter, int totalSteps, Problems problems) {
        if (totalSteps > 0 && adapter.structured() > totalSteps) {
            problems.refuse(
                    "adapter",
                    adapter.method().id() + " has chosen all that it chooses after " + adapter.structured()
                            + " updates, expected no more than the " + totalSteps + " of training.totalSteps");
        }
    }

    private void checkStart(Stream stream, Job job, Problems problems) {
        try {
            FineTuneSpec subject = JobSettings.of(job).subject(stream.getTokenizerSha256(), stream.getLabels());
            subject.layout(shape());
            models.from()
                    .ifPresent(from -> origin(from, job)
                            .obstacles(subject, shape())
                            .forEach(obstacle -> problems.refuse("from", "'" + from.name() + "': " + obstacle)));
        } catch (FatalException | IllegalArgumentException e) {
            if (problems.isEmpty()) { // else it follows from what was said
                problems.refuse("job", e.getMessage());
            }
        } catch (ArithmeticException e) {
            problems.add(
                    "adapter.rank",
                    job.getAdapter().getRank(),
                    "a rank at which adapter and head have less than 2 147 483 648 numbers on this base");
        }
    }

    private static Origin origin(ImportedAdapters.Imported from, Job job) {
        Optional<TrainedHead> head = job.getFrom().getHead() ? from.head() : Optional.empty();
        return new Origin(Optional.of(from.adapter()), head);
    }

    /** What is no reason to refuse the job, and yet may not be what its author wants. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (models.tokens() > shape().vocabulary()) {
            warnings.add("the tokenizer of base '" + models.base().name() + "' has " + models.tokens()
                    + " tokens, but the base has " + shape().vocabulary()
                    + " rows of embeddings; a record with a token beyond becomes a dead letter");
        }
        models.from()
                .map(ImportedAdapters.Imported::adapter)
                .ifPresent(adapter -> warnings.addAll(ofAnotherName(adapter)));
        return warnings;
    }

    /** Only an adapter that does not know its base's hash is held to the name, which people choose as they like. */
    private List<String> ofAnotherName(LowRankAdapter adapter) {
        boolean unknown = adapter.baseSha256().isEmpty() && !adapter.base().isEmpty();
        if (!unknown || lastName(adapter.base()).equals(lastName(models.base().name()))) {
            return List.of();
        }
        return List.of("the adapter to start from was trained on " + Shown.of(adapter.base(), 100)
                + " and does not say its hash; make sure that base '"
                + models.base().name() + "' is the same model");
    }

    private static String lastName(String base) {
        return base.substring(base.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private ModelShape shape() {
        return models.config().shape();
    }
}
