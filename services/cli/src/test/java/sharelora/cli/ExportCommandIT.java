package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.fixtures.SomeAdapter;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Topics;

/** A checkpoint that was announced, out to a folder and in again. */
class ExportCommandIT {

    @TempDir
    private Path folder;

    @Test
    void writesTheNewestCheckpointOfAJobAndTakesItInAgain() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("kafka"), 0))) {
            // Given
            String blobs = folder.resolve("blobs").toUri().toString();
            String older = announce(broker, "j", 50);
            String newest = announce(broker, "j", 100);
            announce(broker, "other", 150);
            Path out = folder.resolve("out");

            // When
            Captured export = Captured.run(
                    "export",
                    "--job",
                    "j",
                    "--out",
                    out.toString(),
                    "--blobs",
                    blobs,
                    "--bootstrap-servers",
                    broker.bootstrapServers());

            // Then
            assertThat(export.err()).isEmpty();
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
                    broker.bootstrapServers());
            assertThat(unknown.exit()).isEqualTo(2);
            assertThat(unknown.err()).contains("--checkpoint: 'zz', expected one of " + older + ", " + newest);
            Captured again = Captured.run("adapter", "import", out.toString(), "--name", "mine", "--blobs", blobs);
            assertThat(again.out()).matches("mine@[0-9a-f]{64}\\R");
        }
    }

    private String announce(EmbeddedBroker broker, String job, long step) throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        Path peft = folder.resolve("peft-" + step);
        PeftFolder.write(SomeAdapter.sharedA(), peft);
        Files.writeString(peft.resolve("lineage.json"), "{\"step\":" + step + "}");
        String id = BlobFolder.publish(blobs, "checkpoints", peft);
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        try (TopicAdmin admin = TopicAdmin.open(kafka);
                LogWriter writer = LogWriter.open(kafka, "test")) {
            admin.create(Topics.shared());
            var checkpoint = SomeAdapter.checkpoint(job, step, id, "b".repeat(64));
            writer.send(Outgoing.of(Topics.CHECKPOINTS, job, checkpoint));
            writer.flush();
            return checkpoint.getAdapterName();
        }
    }
}
