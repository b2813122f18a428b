package sharelora.operations.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.models.suite.ContinuedPrompts.ContinuedPrompt;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;

class DecodedPromptsTest {

    @TempDir
    private Path folder;

    @Test
    void decodesWhatWorkersKeptWithTheJobsOwnTokenizer() throws Exception {
        // Given
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        String base = new BaseModels(blobs)
                .importFolder(new TinyBase(16, 2, 46, 64, 0.3, false).writeTo(folder.resolve("tiny")), "tiny");
        Job job = TrainingJobs.job("corrections").setBaseSha256(base).build();
        var prompt = new ContinuedPrompt(List.of(4, 5), List.of(6), List.of(), List.of(6, 7));
        blobs.put(BlobNames.continuations("c/s"), new ContinuedPrompts(List.of(prompt)).bytes());

        // When
        List<DecodedPrompts.Decoded> decoded = DecodedPrompts.of(blobs, job, "c/s");

        // Then
        assertThat(decoded).containsExactly(new DecodedPrompts.Decoded("w0 w1", "w2", "", "w2 w3"));
        assertThat(DecodedPrompts.of(blobs, job, "c/another")).isEmpty();
    }
}
