package sharelora.operations.submission;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sharelora.operations.OperatorName;
import sharelora.operations.Problems;
import sharelora.operations.modelstore.BlobReference;
import sharelora.operations.task.TaskRules;
import sharelora.platform.examples.JsonValue;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Gate;
import sharelora.schemas.Keep;
import sharelora.schemas.Task;

/**
 * A job file as it was written, checked and with every default filled in; the blob store has not been asked yet.
 *
 * @param base name in the blob store
 * @param baseSha256 hash, or its beginning, given as {@code name@hash} where one name has several; else empty
 * @param task what to learn
 * @param stream what to learn from
 * @param gate when a checkpoint is promoted; empty: never by itself
 * @param serving which checkpoints predict
 * @param start {@code earliest}, {@code latest} or an offset of the stream's token-batches
 * @param from the adapter to start from; none: from the seed
 * @param average of what is trained; none: there is only what the updates move
 * @param guard how batches are looked at before they are learned
 */
public record JobFile(
        String job,
        String base,
        Optional<String> baseSha256,
        Task task,
        StreamPart stream,
        AdapterPart learner,
        int snapshotEvery,
        int checkpointEvery,
        Keep keep,
        EvaluationSettings evaluation,
        Optional<Gate> gate,
        ServePart serving,
        String start,
        Optional<BlobReference> from,
        Optional<AverageSettings> average,
        GuardPart guard) {

    private static final Pattern BASE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}(@[0-9a-f]{6,64})?");
    private static final Pattern START = Pattern.compile("earliest|latest|\\d{1,18}");

    /**
     * Reads a job file.
     *
     * @param yaml the text of the file
     * @param name what to call it in a message
     * @throws sharelora.operations.WrongUsageException naming every problem
     */
    public static JobFile read(String yaml, String name) {
        return draft(yaml, name).sound();
    }

    /**
     * Reads a job file as it is stored, and goes on after a mistake.
     *
     * @param utf8 the bytes of the file
     * @param name what to call it in a message
     * @throws sharelora.operations.WrongUsageException in one line, where it is no YAML with fields, or naming the line
     *     that is not UTF-8
     */
    public static JobFileDraft draft(byte[] utf8, String name) {
        return draft(JobFileText.decode(utf8, name), name);
    }

    private static JobFileDraft draft(String yaml, String name) {
        Problems problems = new Problems();
        JobFile file = read(JobFileText.parse(yaml, name, problems), problems);
        return new JobFileDraft(name, file, problems);
    }

    private static JobFile read(JsonValue.Fields node, Problems problems) {
        JobFileFields fields = JobFileFields.root(node, problems);
        String job = fields.matching("job", OperatorName.PATTERN, OperatorName.EXPECTED, null);
        String base = fields.matching("base", BASE, "a base model in the blob store: NAME or NAME@HASH", null);
        List<String> words = TaskRules.words();
        Task task = TaskRules.task(fields.choice("task", words, words.getFirst()));
        TaskRules rules = TaskRules.of(task);
        int at = base.indexOf('@');
        JobFile file = new JobFile(
                job,
                at < 0 ? base : base.substring(0, at),
                at < 0 ? Optional.empty() : Optional.of(base.substring(at + 1)),
                task,
                StreamPart.read(fields.object("stream"), job, rules),
                AdapterPart.read(fields, rules),
                fields.integer("snapshotEvery", 20, 1, 1_000_000),
                fields.integer("checkpointEvery", 50, 1, 1_000_000),
                keep(fields.object("keep")),
                EvaluationPart.read(fields.object("evaluation"), rules),
                GatePart.read(fields),
                ServePart.read(fields),
                fields.matching("start", START, "earliest, latest or an offset", "earliest"),
                from(fields),
                AveragePart.read(fields),
                GuardPart.read(fields, rules));
        if (!file.stream().onlyNamed()) {
            Map<String, String> options = file.learner().training().getOptions();
            ReplayPart.check(options, file.stream().maxLength(), file.stream().labels(), problems);
        }
        fields.end();
        return file;
    }

    private static Optional<BlobReference> from(JobFileFields fields) {
        if (!fields.has("from")) {
            return fields.optionalText("from", "").map(BlobReference::of);
        }
        return Optional.of(
                BlobReference.of(fields.matching("from", BASE, "an imported adapter: NAME or NAME@HASH", null)));
    }

    private static Keep keep(JobFileFields fields) {
        Keep keep = new Keep(fields.integer("snapshots", 3, 1, 1_000), fields.integer("checkpoints", 20, 1, 100_000));
        fields.end();
        return keep;
    }
}
