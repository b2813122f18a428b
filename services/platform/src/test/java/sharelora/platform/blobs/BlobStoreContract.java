package sharelora.platform.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every blob store promises. Extend it once per store. */
abstract class BlobStoreContract {

    @TempDir
    Path scratch;

    /** An empty store, the same one throughout a test. */
    abstract BlobStore store();

    @Test
    void givesBackTheBytesOfAFileUnderAPathThatEndsWithTheKey() throws IOException {
        // Given
        Path file = Files.write(scratch.resolve("file"), new byte[] {1, 2, 3});

        // When
        store().put("states/job/1-abc", file);

        // Then
        Path fetched = store().fetch("states/job/1-abc");
        assertThat(fetched).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(fetched.endsWith("states/job/1-abc")).isTrue();
    }

    @Test
    void keepsItsCopyWhateverBecomesOfTheFile() throws IOException {
        // Given
        Path file = Files.write(scratch.resolve("file"), new byte[] {1, 2, 3});
        store().put("a", file);

        // When
        Files.write(file, new byte[] {9});

        // Then
        assertThat(store().fetch("a")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void takesTheSameBytesAgain() {
        // Given
        store().put("a/b", new byte[] {1});

        // When
        store().put("a/b", new byte[] {1});

        // Then
        assertThat(store().fetch("a/b")).hasBinaryContent(new byte[] {1});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "22"})
    void refusesOtherBytesUnderTheSameKey(String other) {
        // Given
        store().put("a/b", new byte[] {1});

        // When / Then
        assertThatThrownBy(() -> store().put("a/b", other.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BlobConflictException.class)
                .hasMessageContaining("a/b");
        assertThat(store().fetch("a/b")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void namesTheKeyThatIsNotThere() {
        // When / Then
        assertThatThrownBy(() -> store().fetch("a/b"))
                .isInstanceOf(BlobMissingException.class)
                .hasMessageContaining("a/b");
    }

    @Test
    void listsByPrefixInOrderOfKeys() {
        // Given
        store().put("states/j/2-b", new byte[2]);
        store().put("states/j/1-a", new byte[1]);
        store().put("states/k/1-a", new byte[1]);
        store().put("statistics", new byte[1]);

        // When
        List<Blob> blobs = store().list("states/j/");

        // Then
        assertThat(blobs).extracting(Blob::key).containsExactly("states/j/1-a", "states/j/2-b");
        assertThat(blobs).extracting(Blob::size).containsExactly(1L, 2L);
        assertThat(store().list("stat")).hasSize(4);
        assertThat(store().list("")).hasSize(4);
        assertThat(store().list("nothing/here/")).isEmpty();
    }

    @Test
    void deletesOnlyTheNamedObject() {
        // Given
        store().put("a/b", new byte[1]);
        store().put("a/c", new byte[1]);

        // When
        store().delete("a/b");

        // Then
        assertThat(store().list("")).extracting(Blob::key).containsExactly("a/c");
    }

    @Test
    void doesNothingWhenAskedToDeleteWhatIsNotThere() {
        // Given
        store().put("a/b", new byte[1]);

        // When
        store().delete("a");

        // Then
        assertThat(store().list("")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", "a b", "ä", "a\\b", "~writing/x", "a\0b"})
    void refusesAKeyThatCouldLeadAstray(String key) {
        // When / Then
        assertThatThrownBy(() -> store().put(key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().fetch(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void letsManyWritersPutTheSameBytesAtOnce() throws Exception {
        // Given
        byte[] bytes = new byte[100_000];
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {

            // When
            List<Future<?>> puts = IntStream.range(0, 32)
                    .<Future<?>>mapToObj(i -> writers.submit(() -> store().put("shared/one", bytes)))
                    .toList();

            // Then
            for (Future<?> put : puts) {
                put.get();
            }
            assertThat(store().fetch("shared/one")).hasBinaryContent(bytes);
            assertThat(store().list("")).hasSize(1);
        }
    }
}
