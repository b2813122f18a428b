package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sharelora.operations.topics.TopicRecords;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** What a job has learned can be checked: its blobs, its records, and its bits. */
class AuditIT {

    private static LearnedInstallation learned;
    private static OperatorTestBed bed;

    @BeforeAll
    static void learnALittle() {
        learned = LearnedInstallation.shared();
        bed = learned.bed();
    }

    @Test
    void verifiesAJobAndNamesWhatIsDamagedOrGone() throws IOException {
        // Given
        String sound = bed.done("verify", "--job", "tickets");
        Checkpoint checkpoint = learned.checkpoints().getLast();
        Path adapter = bed.blobs().resolve(checkpoint.getBlob()).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(adapter);
        Path state = bed.blobs()
                .resolve("states/tickets/" + learned.newest().getStep() + "-"
                        + learned.newest().getNewest().getSha256());
        byte[] stateBytes = Files.readAllBytes(state);

        // When
        Files.write(adapter, new byte[bytes.length]);
        Files.delete(state);
        Captured damaged = bed.run("verify", "--job", "tickets");

        // Then
        Files.write(adapter, bytes);
        Files.write(state, stateBytes);
        assertThat(sound).contains("job tickets: all is well");
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.out())
                .contains("WRONG: checkpoint " + checkpoint.getAdapterName())
                .contains("WRONG: state of step " + learned.newest().getStep())
                .contains("job tickets: 2 findings");
    }

    @Test
    void explainsExactlyWhichRecordsACheckpointLearned() {
        // Given
        Set<String> batched = new TreeSet<>();
        TopicRecords.read(
                bed.kafka(),
                Topics.tokenBatches("tickets"),
                (TokenBatch batch) -> batched.addAll(batch.getExampleIds()));
        String name = learned.checkpoints().getLast().getAdapterName();

        // When
        List<String> ids = new ArrayList<>();
        String more = "";
        do {
            List<String> arguments = new ArrayList<>(List.of("explain", name, "--limit", "15"));
            if (!more.isEmpty()) {
                arguments.addAll(List.of("--after", more));
            }
            List<String> lines =
                    bed.done(arguments.toArray(String[]::new)).lines().toList();
            lines.stream()
                    .filter(line -> line.contains("sharelora.stream.tickets.examples.v1:"))
                    .forEach(line -> ids.add(line.trim().split("\\s+", 4)[2]));
            more = lines.getLast().startsWith("more: --after ")
                    ? lines.getLast().substring(14)
                    : "";
        } while (!more.isEmpty());

        // Then
        assertThat(ids).hasSize(Math.toIntExact(learned.checkpoints().getLast().getRecords()));
        assertThat(new HashSet<>(ids)).hasSize(ids.size()).isEqualTo(batched);
    }

    @Test
    void rebuildsAnAdapterFromTheLogWithTheSameBits() {
        // Given
        long last = learned.newest().getStep();

        // When
        String rebuilt = bed.done("replay", "--job", "tickets", "--to", Long.toString(last), "--threads", "1");

        // Then
        assertThat(rebuilt.lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.contains(": the same bits, state "))
                .last()
                .isEqualTo("step " + last + ": the same bits, state "
                        + learned.newest().getNewest().getSha256());
        Captured unknown = bed.run("replay", "--job", "tickets", "--to", "3");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--to: '3', expected a step whose state or checkpoint is known: [0, 5, 10");
    }
}
