package sharelora.operations.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.models.suite.Slice;
import sharelora.operations.WrongUsageException;
import sharelora.operations.submission.JobFile;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Suite;
import sharelora.schemas.Task;
import sharelora.schemas.TokenBatch;
import sharelora.text.Completed;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;
import sharelora.text.Tokens;

/** Examples → a frozen suite, in tokens of the job's base and classes of its stream, as its training batches are. */
public final class SuiteBuild {

    private static final String TOKENIZER = "tokenizer.json";
    private static final String HOLDOUT = "holdout";

    private final BlobStore blobs;
    private final Job job;
    private final Stream stream;
    private final Map<String, Long> skipped = new TreeMap<>();

    public SuiteBuild(BlobStore blobs, Job job, Stream stream) {
        this.blobs = blobs;
        this.job = job;
        this.stream = stream;
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
        if (!JobFile.NAME.matcher(name).matches() || name.equals(HOLDOUT)) {
            throw WrongUsageException.of(
                    "--name: '" + name + "', expected " + JobFile.NAME_EXPECTED + ", other than " + HOLDOUT);
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
        return switch (stream.getTask()) {
            case CLASSIFICATION ->
                stream.getLabels().contains(example.getLabel())
                        ? Optional.empty()
                        : Optional.of("label is none of the stream's");
            case REGRESSION -> example.getScore() == null ? Optional.of("no score") : Optional.empty();
            case GENERATION ->
                example.getTextPair() == null ? Optional.empty() : Optional.of("has a textPair, for generation");
        };
    }

    private TokenBatch packed(List<Example> examples) {
        Path folder = BlobFolder.fetch(blobs, BlobNames.model(job.getBase()), job.getBaseSha256());
        TokenBatchBuilder builder = new TokenBatchBuilder();
        try (TextTokenizer tokenizer = TextTokenizer.open(folder.resolve(TOKENIZER), stream.getMaxLength())) {
            for (Example example : examples) {
                try {
                    builder.add(encode(tokenizer, example, new Source("suite", 0, (long) builder.records())));
                } catch (IllegalArgumentException e) { // the others can be measured all the same
                    skip("no room within maxLength");
                }
            }
        }
        return builder.build(stream.getName(), stream.getTokenizerSha256(), stream.getLabels());
    }

    private TokenRecord encode(TextTokenizer tokenizer, Example example, Source source) {
        if (stream.getTask() == Task.GENERATION) {
            PromptTokenizer prompts = PromptTokenizer.of(tokenizer, stream.getEndToken());
            Completed completed = example.getCompletion() == null
                    ? prompts.encode(example.getText())
                    : prompts.encode(example.getText(), example.getCompletion());
            return TokenRecord.completed(example.getId(), source, completed.ids(), completed.prompt());
        }
        Tokens tokens = example.getTextPair() == null
                ? Tokens.of(tokenizer.encode(example.getText()))
                : tokenizer.encode(example.getText(), example.getTextPair());
        return stream.getTask() == Task.REGRESSION
                ? TokenRecord.scored(example.getId(), source, tokens.ids(), tokens.second(), example.getScore())
                : TokenRecord.classified(
                        example.getId(),
                        source,
                        tokens.ids(),
                        tokens.second(),
                        stream.getLabels().indexOf(example.getLabel()));
    }
}
