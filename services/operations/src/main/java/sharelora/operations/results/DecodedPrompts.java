package sharelora.operations.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;
import sharelora.text.TextTokenizer;

/** How a few held-out prompts were gone on with, as text: what workers kept beside a result, where they decoded for it. */
public final class DecodedPrompts {

    private static final String TOKENIZER = "tokenizer.json";

    /** Nothing is encoded. */
    private static final int MAX_LENGTH = 512;

    private DecodedPrompts() {}

    /**
     * One of them.
     *
     * @param asked how it truly goes on
     * @param before how the untouched base went on; empty where it was not asked
     * @param after how the checkpoint went on
     */
    public record Decoded(String prompt, String asked, String before, String after) {}

    /** Of that result of the job; none where nobody kept any. */
    public static List<Decoded> of(BlobStore blobs, Job job, String resultId) {
        try {
            ContinuedPrompts kept =
                    ContinuedPrompts.read(Files.readAllBytes(blobs.fetch(BlobNames.continuations(resultId))));
            Path tokenizer =
                    blobs.fetch(String.join("/", BlobNames.model(job.getBase()), job.getBaseSha256(), TOKENIZER));
            try (TextTokenizer text = TextTokenizer.open(tokenizer, MAX_LENGTH)) {
                return kept.prompts().stream().map(each -> decoded(text, each)).toList();
            }
        } catch (BlobMissingException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decoded decoded(TextTokenizer text, ContinuedPrompts.ContinuedPrompt prompt) {
        List<String> parts = Stream.of(prompt.prompt(), prompt.asked(), prompt.before(), prompt.after())
                .map(ids -> text.decode(ids.stream().mapToInt(Integer::intValue).toArray()))
                .toList();
        return new Decoded(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }
}
