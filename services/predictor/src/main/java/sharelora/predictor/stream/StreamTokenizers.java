package sharelora.predictor.stream;

import java.nio.file.Path;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.predictor.chat.ChatTemplateFiles;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;
import sharelora.text.TokenizerFileException;

/** The tokenizers that streams name, out of the blob store. */
record StreamTokenizers(BlobStore blobs) {

    private static final String FILE = "tokenizer.json";

    /**
     * Opens the tokenizer of the stream's base. The caller closes it.
     *
     * @throws FatalException if the base is missing or damaged, or if its tokenizer is not the one that the stream names
     */
    QueryTokenizer open(Stream stream) {
        String base = "base " + stream.getBase() + " of stream " + stream.getName() + ": ";
        TextTokenizer text;
        Path folder;
        try {
            folder = BlobFolder.fetch(blobs, BlobNames.model(stream.getBase()), stream.getBaseSha256());
            text = TextTokenizer.open(folder.resolve(FILE), stream.getMaxLength());
        } catch (BlobMissingException | BlobDamagedException | TokenizerFileException | IllegalArgumentException e) {
            throw new FatalException(base + e.getMessage(), e);
        }
        if (!text.sha256().equals(stream.getTokenizerSha256())) {
            text.close();
            throw new FatalException(
                    base + FILE + " has SHA-256 " + text.sha256() + "; expected " + stream.getTokenizerSha256());
        }
        return QueryTokenizer.of(text, stream, ChatTemplateFiles.of(folder));
    }
}
