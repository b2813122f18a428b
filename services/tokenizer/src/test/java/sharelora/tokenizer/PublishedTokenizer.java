package sharelora.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Stream;

/** A base model of which a tokenizer needs nothing but its tokenizer.json. */
record PublishedTokenizer(String sha256, String tokenizerSha256) {

    /** The test's own tokenizer, as Hugging Face writes one. */
    static String json() throws IOException {
        try (InputStream resource = PublishedTokenizer.class.getResourceAsStream("tokenizer.json")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static PublishedTokenizer publish(BlobStore blobs, Path folder) throws IOException {
        return publish(blobs, folder, json());
    }

    static PublishedTokenizer publish(BlobStore blobs, Path folder, String json) throws IOException {
        Path file = Files.writeString(Files.createDirectories(folder).resolve("tokenizer.json"), json);
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
