package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.fixtures.SomeAdapter;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/** A checkpoint that was announced, out to a folder and in again. */
class ExportCommandIT {

    @TempDir
    private Path folder;

    @Test
    void writesTheNewestCheckpointOfAJobAndTakesItInAgain() throws IOException {
        String blobs = folder.resolve("blobs").toUri().toString();
        try (TestInstallation installation = TestInstallation.start(
                folder, BlobStore.open(folder.resolve("blobs").toUri()))) {
            // Given
            String servers = installation.kafka().bootstrapServers();
            String older = announce(installation, "j", 50);
            String newest = announce(installation, "j", 100);
            announce(installation, "other", 150);
            Path out = folder.resolve("out");

            // When
            Captured export = Captured.run(
                    "export", "--job", "j", "--out", out.toString(), "--blobs", blobs, "--bootstrap-servers", servers);

            // Then
            assertThat(export.err())
                    .startsWith("note: the tokenizer is left out: ")
                    .contains("b".repeat(64));
            assertThat(export.out()).isEqualTo(newest + " in " + out + System.lineSeparator());
            assertThat(PeftFolder.read(out)).isEqualTo(SomeAdapter.sharedA());
            Captured unknown = Captured.run(
                    "export",
                    "--job",
                    "j",
                    "--checkpoint",
                    "zz",
                    "--out",
                    folder.resolve("none").toString(),
                    "--blobs",
                    blobs,
                    "--bootstrap-servers",
                    servers);
            assertThat(unknown.exit()).isEqualTo(2);
            assertThat(unknown.err()).contains("--checkpoint: 'zz', expected one of " + older + ", " + newest);
            Captured again = Captured.run("adapter", "import", out.toString(), "--name", "mine", "--blobs", blobs);
            assertThat(again.out()).matches("mine@[0-9a-f]{64}\\R");
        }
    }

    private String announce(TestInstallation installation, String job, long step) throws IOException {
        Path peft = folder.resolve("peft-" + step);
        PeftFolder.write(SomeAdapter.sharedA(), peft);
        Files.writeString(peft.resolve("lineage.json"), "{\"step\":" + step + "}");
        String id = BlobFolder.publish(installation.blobs(), "checkpoints", peft);
        Checkpoint checkpoint = SomeAdapter.checkpoint(job, step, id, "b".repeat(64));
        installation.write(List.of(Outgoing.of(Topics.CHECKPOINTS, job, checkpoint)));
        return checkpoint.getAdapterName();
    }
}
