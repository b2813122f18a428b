package sharelora.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.failure.FatalException;

class FolderBlobStoreTest extends BlobStoreContract {

    @TempDir
    Path root;

    private BlobStore store;

    @BeforeEach
    void open() {
        store = BlobStore.open(root.toUri());
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void doesNotShowWhatACrashLeftHalfWritten() throws IOException {
        // Given
        store.put("a", new byte[1]);
        Files.write(Files.createDirectories(root.resolve("~writing")).resolve("half"), new byte[5]);

        // When
        var blobs = store.list("");

        // Then
        assertThat(blobs).extracting(Blob::key).containsExactly("a");
    }

    @Test
    void leavesNoDraftBehind() throws IOException {
        // When
        store.put("a/b/c", new byte[1]);

        // Then
        try (var drafts = Files.list(root.resolve("~writing"))) {
            assertThat(drafts).isEmpty();
        }
    }

    @Test
    void refusesAKeyBelowABlob() {
        // Given
        store.put("a", new byte[1]);

        // When / Then
        assertThatThrownBy(() -> store.put("a/b", new byte[1])).isInstanceOf(BlobConflictException.class);
    }

    @Test
    void knowsAFullDiskByTheSystemsWords() {
        // Given
        IOException full = new FileSystemException("draft", null, "No space left on device");

        // When / Then
        assertThat(DurableFiles.isFull(full)).isTrue();
        assertThat(DurableFiles.isFull(new IOException("Input/output error"))).isFalse();
        assertThat(DurableFiles.isFull(new IOException((String) null))).isFalse();
    }

    @Test
    void namesAPlaceThatItCannotUse() {
        // When / Then
        assertThatThrownBy(() -> BlobStore.open(URI.create("ftp://host/x")))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("ftp://host/x");
    }

    @Test
    void tellsReadersWhereAFolderIsWhetherItIsThereOrNot() {
        // Given
        store().put("checkpoints/there/manifest.json", new byte[1]);

        // When / Then
        assertThat(store().uri("checkpoints/there"))
                .hasToString("file://" + root.toAbsolutePath().resolve("checkpoints/there"));
        assertThat(store().uri("checkpoints/not-there"))
                .hasToString("file://" + root.toAbsolutePath().resolve("checkpoints/not-there"));
    }
}
