package sharelora.operations.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.models.suite.Slice;
import sharelora.operations.WrongUsageException;
import sharelora.operations.submission.JobFile;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
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
        List<Encoded> encoded = encoded(usable);
        if (encoded.isEmpty()) {
            throw WrongUsageException.of("--file: holds no example that the stream's task can be measured on, expected"
                    + " at least one; left out: " + skipped);
        }
        Slice slice = Slice.freeze(tokens(encoded));
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

    /**
     * An example in tokens.
     *
     * @param second which token is the first of a second text
     * @param prompt tokens that are given, where the task is generation
     */
    private record Encoded(Example example, int[] ids, int second, int prompt) {}

    private List<Encoded> encoded(List<Example> examples) {
        Path folder = BlobFolder.fetch(blobs, BlobNames.model(job.getBase()), job.getBaseSha256());
        List<Encoded> encoded = new ArrayList<>();
        try (TextTokenizer tokenizer = TextTokenizer.open(folder.resolve(TOKENIZER), stream.getMaxLength())) {
            for (Example example : examples) {
                try {
                    encoded.add(encode(tokenizer, example));
                } catch (IllegalArgumentException e) { // the others can be measured all the same
                    skip("no room within maxLength");
                }
            }
        }
        return encoded;
    }

    private Encoded encode(TextTokenizer tokenizer, Example example) {
        if (stream.getTask() == Task.GENERATION) {
            PromptTokenizer prompts = PromptTokenizer.of(tokenizer, stream.getEndToken());
            Completed completed = example.getCompletion() == null
                    ? prompts.encode(example.getText())
                    : prompts.encode(example.getText(), example.getCompletion());
            return new Encoded(example, completed.ids(), completed.ids().length, completed.prompt());
        }
        Tokens tokens = example.getTextPair() == null
                ? Tokens.of(tokenizer.encode(example.getText()))
                : tokenizer.encode(example.getText(), example.getTextPair());
        return new Encoded(example, tokens.ids(), tokens.second(), 0);
    }

    private TokenBatch tokens(List<Encoded> records) {
        List<Integer> tokenIds = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> pairStarts = new ArrayList<>();
        List<Integer> completionStarts = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (Encoded record : records) {
            pairStarts.add(tokenIds.size() + record.second());
            completionStarts.add(tokenIds.size() + record.prompt());
            for (int token : record.ids()) {
                tokenIds.add(token);
            }
            starts.add(tokenIds.size());
            sources.add(new Source("suite", 0, (long) sources.size()));
        }
        List<Example> examples = records.stream().map(Encoded::example).toList();
        boolean pairs = examples.stream().anyMatch(each -> each.getTextPair() != null);
        List<Double> scores = examples.stream().map(Example::getScore).toList();
        return TokenBatch.newBuilder()
                .setStream(stream.getName())
                .setTokenizerSha256(stream.getTokenizerSha256())
                .setTokenIds(tokenIds)
                .setSequenceStarts(starts)
                .setTargets(examples.stream().map(this::target).toList())
                .setLabels(stream.getLabels())
                .setExampleIds(examples.stream().map(Example::getId).toList())
                .setSources(sources)
                .setPairStarts(pairs ? pairStarts : null)
                .setScores(stream.getTask() == Task.REGRESSION ? scores : null)
                .setCompletionStarts(stream.getTask() == Task.GENERATION ? completionStarts : null)
                .build();
    }

    private int target(Example example) {
        return stream.getTask() == Task.CLASSIFICATION ? stream.getLabels().indexOf(example.getLabel()) : 0;
    }
}
