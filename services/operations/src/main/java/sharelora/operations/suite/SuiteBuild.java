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
import sharelora.operations.task.EncodedExample;
import sharelora.operations.task.TaskRules;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
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
        List<EncodedExample> encoded = encoded(usable);
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
        return rules.obstacle(example, stream);
    }

    private List<EncodedExample> encoded(List<Example> examples) {
        Path folder = BlobFolder.fetch(blobs, BlobNames.model(job.getBase()), job.getBaseSha256());
        List<EncodedExample> encoded = new ArrayList<>();
        try (TextTokenizer tokenizer = TextTokenizer.open(folder.resolve(TOKENIZER), stream.getMaxLength())) {
            for (Example example : examples) {
                try {
                    encoded.add(rules.encode(tokenizer, example, stream));
                } catch (IllegalArgumentException e) { // the others can be measured all the same
                    skip("no room within maxLength");
                }
            }
        }
        return encoded;
    }

    private TokenBatch tokens(List<EncodedExample> records) {
        List<Integer> tokenIds = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> pairStarts = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (EncodedExample record : records) {
            pairStarts.add(tokenIds.size() + record.second());
            for (int token : record.ids()) {
                tokenIds.add(token);
            }
            starts.add(tokenIds.size());
            sources.add(new Source("suite", 0, (long) sources.size()));
        }
        List<Example> examples = records.stream().map(EncodedExample::example).toList();
        boolean pairs = examples.stream().anyMatch(each -> each.getTextPair() != null);
        TokenBatch.Builder batch = TokenBatch.newBuilder()
                .setStream(stream.getName())
                .setTokenizerSha256(stream.getTokenizerSha256())
                .setTokenIds(tokenIds)
                .setSequenceStarts(starts)
                .setLabels(stream.getLabels())
                .setExampleIds(examples.stream().map(Example::getId).toList())
                .setSources(sources)
                .setPairStarts(pairs ? pairStarts : null);
        rules.setTargets(batch, records, starts, stream);
        return batch.build();
    }
}
