package sharelora.operations.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.models.suite.Slice;
import sharelora.operations.OperatorName;
import sharelora.operations.WrongUsageException;
import sharelora.operations.task.TaskRules;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Suite;
import sharelora.schemas.TokenBatch;
import sharelora.text.TextTokenizer;

/** Examples → a frozen suite, in tokens of the job's base and classes of its stream, as its training batches are. */
public final class SuiteBuild {

    private static final String TOKENIZER = "tokenizer.json";
    private static final String HOLDOUT = "holdout";

    private final BlobStore blobs;
    private final Job job;
    private final Stream stream;
    private final TaskRules rules;
    private final Map<String, Long> skipped = new TreeMap<>();

    public SuiteBuild(BlobStore blobs, Job job, Stream stream) {
        this.blobs = blobs;
        this.job = job;
        this.stream = stream;
        this.rules = TaskRules.of(stream.getTask());
    }

    /** How many records were left out, by reason. */
    public Map<String, Long> skipped() {
        return Map.copyOf(skipped);
    }

    /**
     * Stores the suite; the same examples make the same one.
     *
     * @throws WrongUsageException where the name is none, or no example is left
     */
    public Suite freeze(String name, List<Example> examples) {
        if (!OperatorName.PATTERN.matcher(name).matches() || name.equals(HOLDOUT)) {
            throw WrongUsageException.of(
                    "--name: '" + name + "', expected " + OperatorName.EXPECTED + ", other than " + HOLDOUT);
        }
        List<Example> usable = examples.stream()
                .filter(each -> {
                    Optional<String> obstacle = obstacle(each);
                    obstacle.ifPresent(this::skip);
                    return obstacle.isEmpty();
                })
                .toList();
        Slice slice = Slice.freeze(packed(usable));
        if (slice.records() == 0) {
            throw WrongUsageException.of("--file: holds no example that the stream's task can be measured on, expected"
                    + " at least one; left out: " + skipped);
        }
        blobs.put(BlobNames.suite(slice.sha256()), slice.bytes());
        return new Suite(name, slice.sha256(), slice.records());
    }

    private void skip(String reason) {
        skipped.merge(reason, 1L, Long::sum);
    }

    /** Why it cannot be measured; empty where it can. */
    private Optional<String> obstacle(Example example) {
        if (example.getText().isBlank()) {
            return Optional.of("empty text");
        }
        return rules.obstacle(example, stream);
    }

    private TokenBatch packed(List<Example> examples) {
        Path folder = BlobFolder.fetch(blobs, BlobNames.model(job.getBase()), job.getBaseSha256());
        TokenBatchBuilder builder = new TokenBatchBuilder();
        try (TextTokenizer tokenizer = TextTokenizer.open(folder.resolve(TOKENIZER), stream.getMaxLength())) {
            for (Example example : examples) {
                try {
                    Source source = new Source("suite", 0, (long) builder.records());
                    builder.add(rules.encode(tokenizer, example, stream, source));
                } catch (IllegalArgumentException e) { // the others can be measured all the same
                    skip("no room within maxLength");
                }
            }
        }
        return builder.build(stream.getName(), stream.getTokenizerSha256(), stream.getLabels());
    }
}
