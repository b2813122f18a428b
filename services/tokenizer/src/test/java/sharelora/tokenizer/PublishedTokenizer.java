package sharelora.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Stream;

/** A base model of which a tokenizer needs nothing but its tokenizer.json. */
record PublishedTokenizer(String sha256, String tokenizerSha256) {

    static PublishedTokenizer publish(BlobStore blobs, Path folder) throws IOException {
        Path file = Files.createDirectories(folder).resolve("tokenizer.json");
        try (InputStream resource = PublishedTokenizer.class.getResourceAsStream("tokenizer.json")) {
            Files.copy(resource, file);
        }
        return new PublishedTokenizer(BlobFolder.publish(blobs, BlobNames.model("tiny"), folder), Sha256.of(file));
    }

    /** The stream with this base. */
    Stream in(Stream stream) {
        return Stream.newBuilder(stream)
                .setBaseSha256(sha256)
                .setTokenizerSha256(tokenizerSha256)
                .build();
    }
}
