package sharelora.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFolderTest {

    @TempDir
    Path root;

    @TempDir
    Path folder;

    private BlobStore store;

    @BeforeEach
    void prepare() throws IOException {
        store = FolderBlobStore.open(root);
        Files.writeString(folder.resolve("b.txt"), "two");
        Files.writeString(folder.resolve("a.txt"), "one");
        Files.writeString(Files.createDirectories(folder.resolve("deep")).resolve("c.txt"), "three");
    }

    @Test
    void comesBackWholeUnderTheHashOfItsManifest() throws IOException {
        // When
        String sha = BlobFolder.publish(store, "models/tiny", folder);

        // Then
        Path fetched = BlobFolder.fetch(store, "models/tiny", sha);
        assertThat(fetched.resolve("a.txt")).hasContent("one");
        assertThat(fetched.resolve("deep/c.txt")).hasContent("three");
        assertThat(Sha256.of(fetched.resolve("manifest.json"))).isEqualTo(sha);
        assertThat(sha).isEqualTo(BlobFolder.sha256(folder));
    }

    @Test
    void hasOneNameForEqualFilesWhereverTheyAre(@TempDir Path other) throws IOException {
        // Given
        Files.writeString(Files.createDirectories(other.resolve("deep")).resolve("c.txt"), "three");
        Files.writeString(other.resolve("a.txt"), "one");
        Files.writeString(other.resolve("b.txt"), "two");

        // When
        String sha = BlobFolder.publish(store, "models/tiny", other);

        // Then
        assertThat(sha).isEqualTo(BlobFolder.publish(store, "models/tiny", folder));
    }

    @Test
    void doesNotCountBeforeItsManifestIsThere() {
        // Given
        String sha = BlobFolder.publish(store, "models/tiny", folder);
        store.delete("models/tiny/" + sha + "/manifest.json");

        // When / Then
        assertThatThrownBy(() -> BlobFolder.fetch(store, "models/tiny", sha)).isInstanceOf(BlobMissingException.class);
    }

    @Test
    void namesTheFileThatWasChanged() throws IOException {
        // Given
        String sha = BlobFolder.publish(store, "models/tiny", folder);
        Files.writeString(root.resolve("models/tiny/" + sha + "/a.txt"), "0ne");

        // When / Then
        assertThatThrownBy(() -> BlobFolder.fetch(store, "models/tiny", sha))
                .isInstanceOf(BlobDamagedException.class)
                .hasMessageContaining("a.txt");
    }

    @Test
    void namesTheFileThatWasCutShort() throws IOException {
        // Given
        String sha = BlobFolder.publish(store, "models/tiny", folder);
        Files.writeString(root.resolve("models/tiny/" + sha + "/b.txt"), "tw");

        // When / Then
        assertThatThrownBy(() -> BlobFolder.fetch(store, "models/tiny", sha))
                .isInstanceOf(BlobDamagedException.class)
                .hasMessageContaining("b.txt")
                .hasMessageContaining("expected 3");
    }

    @Test
    void refusesAManifestThatIsNotTheOneAskedFor() throws IOException {
        // Given
        String sha = BlobFolder.publish(store, "models/tiny", folder);
        Files.writeString(root.resolve("models/tiny/" + sha + "/manifest.json"), "{\"files\": []}");

        // When / Then
        assertThatThrownBy(() -> BlobFolder.fetch(store, "models/tiny", sha)).isInstanceOf(BlobDamagedException.class);
    }

    @Test
    void isGoneAfterDeletion() {
        // Given
        String sha = BlobFolder.publish(store, "models/tiny", folder);

        // When
        BlobFolder.delete(store, "models/tiny", sha);

        // Then
        assertThat(store.list("models/")).isEmpty();
    }
}
