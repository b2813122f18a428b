package sharelora.operations.submission;

import java.util.Optional;
import java.util.function.Supplier;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.config.ModelConfig;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.platform.blobs.BlobStore;
import sharelora.text.TextTokenizer;
import sharelora.text.TokenizerFileException;

/**
 * What a job file names in the blob store, pinned, as far as a job has to fit it. No weight of the base is read.
 *
 * @param config of the base
 * @param tokens how many its tokenizer has: its largest id and one; 0 where the file does not say
 * @param from the adapter to start from; none: the seed
 */
record PinnedModels(BaseModels.Base base, ModelConfig config, int tokens, Optional<ImportedAdapters.Imported> from) {

    /**
     * Finds base and adapter. What is not there is a problem beside those of the file.
     *
     * @return none where there is no base that the job could be held to
     */
    static Optional<PinnedModels> of(JobFile file, BlobStore blobs, Problems problems) {
        BaseModels models = new BaseModels(blobs);
        Optional<BaseModels.Base> base = found("base", problems, () -> models.resolve(file.base(), file.baseSha256()));
        Optional<ImportedAdapters.Imported> from =
                file.from().flatMap(named -> found("from", problems, () -> new ImportedAdapters(blobs).resolve(named)));
        return base.flatMap(known -> found(
                "base",
                problems,
                () -> new PinnedModels(
                        known, models.config(known), TextTokenizer.tokens(models.tokenizer(known)), from)));
    }

    private static <T> Optional<T> found(String field, Problems problems, Supplier<T> search) {
        if (problems.about(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(search.get());
        } catch (WrongUsageException e) {
            problems.say(field, e.getMessage());
        } catch (ModelFormatException | TokenizerFileException e) {
            problems.refuse(field, e.getMessage());
        }
        return Optional.empty();
    }

    /** The token that ends a text, for a job that learns to go on with texts. */
    Optional<Integer> endToken() {
        return config.tokens().ends().stream().findFirst();
    }
}
