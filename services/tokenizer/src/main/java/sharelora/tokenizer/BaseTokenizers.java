package sharelora.tokenizer;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;
import sharelora.text.TokenizerFileException;

/** Fetches the tokenizer that a stream names by hash, and makes the stream's encoder of it. */
final class BaseTokenizers {

    private static final String FILE = "tokenizer.json";

    private final BlobStore blobs;
    private final UnaryOperator<Encoder> around;

    BaseTokenizers(BlobStore blobs) {
        this(blobs, encoder -> encoder);
    }

    /** @param around puts something around each stream's encoder */
    BaseTokenizers(BlobStore blobs, UnaryOperator<Encoder> around) {
        this.blobs = blobs;
        this.around = around;
    }

    Encoder encoder(TextTokenizer text, Stream stream) {
        return around.apply(Encoder.of(text, stream));
    }

    /**
     * Opens the tokenizer of the stream's base. The caller closes it.
     *
     * @throws FatalException if the base is missing or damaged, or if its tokenizer is not the one that the stream names
     */
    TextTokenizer open(Stream stream) {
        TaskEncoding.of(stream.getTask()).requireComplete(stream);
        String base = "stream " + stream.getName() + ": base " + stream.getBase();
        TextTokenizer tokenizer;
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.model(stream.getBase()), stream.getBaseSha256());
            tokenizer = TextTokenizer.open(folder.resolve(FILE), stream.getMaxLength());
        } catch (BlobMissingException e) {
            throw new FatalException(
                    base + " " + stream.getBaseSha256() + " is not in the blob store: " + e.getMessage()
                            + "; expected it there, put by `model import`",
                    e);
        } catch (BlobDamagedException | TokenizerFileException | IllegalArgumentException e) {
            throw new FatalException(base + ": " + e.getMessage(), e);
        }
        if (!tokenizer.sha256().equals(stream.getTokenizerSha256())) {
            tokenizer.close();
            throw new FatalException(base + ": " + FILE + " has SHA-256 " + tokenizer.sha256() + "; expected "
                    + stream.getTokenizerSha256());
        }
        return tokenizer;
    }
}
