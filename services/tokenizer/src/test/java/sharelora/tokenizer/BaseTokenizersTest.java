package sharelora.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;

class BaseTokenizersTest {

    private static final Stream STREAM = Streams.stream(Streams.rule(4, 100, 1, 500));

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private PublishedTokenizer base;

    @BeforeEach
    void publish() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        base = PublishedTokenizer.publish(blobs, folder.resolve("tiny"));
    }

    @Test
    void opensTheTokenizerOfTheStreamsBase() {
        try (TextTokenizer tokenizer = new BaseTokenizers(blobs).open(base.in(STREAM))) {
            assertThat(tokenizer.encode("a stream")).containsExactly(2, 5, 6, 3);
        }
    }

    @Test
    void namesABaseThatIsNotThere() {
        Stream stream =
                Stream.newBuilder(base.in(STREAM)).setBaseSha256("0".repeat(64)).build();

        assertThatThrownBy(() -> new BaseTokenizers(blobs).open(stream))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("stream tickets: base tiny " + "0".repeat(64) + " is not in the blob store");
    }

    @Test
    void refusesAnotherTokenizerThanTheStreamNames() {
        Stream stream = Stream.newBuilder(base.in(STREAM))
                .setTokenizerSha256("0".repeat(64))
                .build();

        assertThatThrownBy(() -> new BaseTokenizers(blobs).open(stream))
                .isInstanceOf(FatalException.class)
                .hasMessage("stream tickets: base tiny: tokenizer.json has SHA-256 %s; expected %s"
                        .formatted(base.tokenizerSha256(), "0".repeat(64)));
    }

    @Test
    void namesABaseWhoseTokenizerIsBroken() throws IOException {
        // Given
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("tokenizer.json"), "{}");
        String sha256 = BlobFolder.publish(blobs, BlobNames.model("tiny"), broken);
        Stream stream = Stream.newBuilder(base.in(STREAM)).setBaseSha256(sha256).build();

        // When
        assertThatThrownBy(() -> new BaseTokenizers(blobs).open(stream))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("is no Hugging Face tokenizer.json");
    }

    @Test
    void namesABaseWithoutATokenizer() throws IOException {
        // Given
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.writeString(bare.resolve("config.json"), "{}");
        String sha256 = BlobFolder.publish(blobs, BlobNames.model("tiny"), bare);
        Stream stream = Stream.newBuilder(base.in(STREAM)).setBaseSha256(sha256).build();

        // When
        assertThatThrownBy(() -> new BaseTokenizers(blobs).open(stream))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("tokenizer.json: cannot be read");
    }

    @Test
    void refusesAMaxLengthWithoutRoomForText() {
        Stream stream = Stream.newBuilder(base.in(STREAM)).setMaxLength(2).build();

        assertThatThrownBy(() -> new BaseTokenizers(blobs).open(stream))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("maxLength is 2");
    }
}
