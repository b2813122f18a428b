package sharelora.models.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.engine.model.BaseModel;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;

/**
 * A frozen model, open.
 *
 * @param name in the blob store
 * @param folder its verified files on this machine
 */
public record OpenBase(String name, Path folder, BaseModel model) {

    /**
     * SHA-256 of the tokenizer.json in its folder, hex. Training needs it, since token batches name theirs; inference does
     * not.
     *
     * @throws FatalException where the folder has no tokenizer.json
     */
    public String tokenizerSha256() {
        Path tokenizer = folder.resolve("tokenizer.json");
        if (!Files.exists(tokenizer)) {
            throw new FatalException("base " + name + ": " + tokenizer + ": no such file, expected its tokenizer");
        }
        try {
            return Sha256.of(tokenizer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
