package sharelora.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;

class S3BlobStoreIT extends BlobStoreContract {

    @TempDir
    private static Path folder;

    private static S3Proxy proxy;

    private URI place;
    private BlobStore store;

    @BeforeAll
    static void start() throws IOException {
        proxy = S3Proxy.start(folder);
        proxy.bucket("models");
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @BeforeEach
    void open() {
        place = URI.create("s3://models/" + UUID.randomUUID());
        store = proxy.store(place, "mine");
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void anotherMachineReadsAFolderAndVerifiesEveryHash() throws IOException {
        // Given
        Path made = Files.createDirectories(scratch.resolve("checkpoint"));
        Files.writeString(made.resolve("adapter_config.json"), "{}");
        Files.write(made.resolve("adapter_model.safetensors"), new byte[100_000]);
        String sha256 = BlobFolder.publish(store, "checkpoints", made);
        BlobStore elsewhere = proxy.store(place, "theirs");

        // When
        Path fetched = BlobFolder.fetch(elsewhere, "checkpoints", sha256);

        // Then
        assertThat(fetched.resolve("adapter_model.safetensors")).hasBinaryContent(new byte[100_000]);
        assertThat(fetched.toString()).contains("theirs");
    }

    @Test
    void whatSomebodyElseDeletedIsMissingHereToo() {
        // Given
        store.put("a/b", new byte[] {1});
        store.fetch("a/b");

        // When
        proxy.store(place, "theirs").delete("a/b");

        // Then
        assertThatThrownBy(() -> store.fetch("a/b")).isInstanceOf(BlobMissingException.class);
    }

    @Test
    void copyThatWasCutShortIsFetchedAgain() throws IOException {
        // Given
        store.put("a/b", new byte[] {1, 2, 3});
        Files.write(store.fetch("a/b"), new byte[] {1});

        // When
        Path fetched = store.fetch("a/b");

        // Then
        assertThat(fetched).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void copyThatWasDamagedIsFetchedAgainOnceItWasFound() throws IOException {
        // Given: as many bytes as the object has, but others
        Path tiny = Files.createDirectories(folder.resolve("damaged-" + UUID.randomUUID()));
        Files.writeString(tiny.resolve("config.json"), "{1}");
        String sha = BlobFolder.publish(store, "models/tiny", tiny);
        Path copy = BlobFolder.fetch(store, "models/tiny", sha).resolve("config.json");
        Files.writeString(copy, "{2}");

        // When
        assertThatThrownBy(() -> BlobFolder.fetch(store, "models/tiny", sha)).isInstanceOf(BlobDamagedException.class);
        Path again = BlobFolder.fetch(store, "models/tiny", sha).resolve("config.json");

        // Then
        assertThat(again).hasContent("{1}");
    }

    @Test
    void tellsReadersWhereAnObjectIs() {
        // When / Then
        assertThat(store.uri("checkpoints/abc")).isEqualTo(URI.create(place + "/checkpoints/abc"));
    }

    @Test
    void bucketThatIsNotThereIsFatalAndNamed() {
        // Given
        BlobStore nowhere = proxy.store(URI.create("s3://no-such-bucket"), "mine");

        // When / Then
        assertThatThrownBy(() -> nowhere.put("a", new byte[] {1}))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("s3://no-such-bucket/a");
    }

    @Test
    void wrongCredentialsAreFatalAndNamed() {
        // Given
        S3Settings right = proxy.settings("mine");
        S3Settings wrong = S3Settings.of(Map.of(
                "AWS_ENDPOINT_URL",
                right.endpoint().orElseThrow().toString(),
                "AWS_ACCESS_KEY_ID",
                "team",
                "AWS_SECRET_ACCESS_KEY",
                "guessed",
                "SHARELORA_CACHE",
                right.cache().toString()));

        // When / Then
        assertThatThrownBy(() -> S3BlobStore.open(place, wrong).list(""))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("expected credentials");
        assertThat(wrong.toString()).doesNotContain("guessed");
    }

    @Test
    void storeThatDoesNotAnswerFailsForNow() throws Exception {
        // Given
        Path other = Files.createDirectories(scratch.resolve("other"));
        S3Proxy stopped = S3Proxy.start(other);
        BlobStore unreachable = stopped.store(place, "mine");
        stopped.stop();

        // When / Then
        assertThatThrownBy(() -> unreachable.put("a", new byte[] {1}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("cannot look at s3://models/");
    }
}
