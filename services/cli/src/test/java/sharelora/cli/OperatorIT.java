package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.topics.TopicRecords;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Example;
import sharelora.schemas.JobState;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** An operator's questions to a job that has learned a little, and what an operator may change. */
class OperatorIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static OperatorTestBed bed;

    @BeforeAll
    static void learnALittle() throws IOException {
        bed = OperatorTestBed.start(folder);
        bed.submit("tickets", "bug, question");
        bed.feed("tickets", 0, 80, "bug", "question");
        bed.submit("waiting", "bug, question");
        bed.feed("waiting", 0, 12, "bug", "question");
        bed.submit("letters", "bug, question");
        bed.feed("letters", 0, 4, "bug", "question");
        bed.feed("letters", 4, 10, "praise", "praise");
        bed.feed("letters", 10, 12, "insult", "insult");
        bed.flow("tickets");
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void tellsHowAJobIsDoing() throws IOException {
        // When
        JsonNode status = JSON.readTree(bed.done("status", "--job", "tickets", "--json"));

        // Then
        AdapterSnapshot manifest = newest();
        JsonNode job = status.path("jobs").path(0);
        assertThat(job.path("state").asText()).isEqualTo("RUNNING");
        assertThat(job.path("snapshot").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(job.path("snapshot").path("sha256").asText())
                .isEqualTo(manifest.getNewest().getSha256());
        assertThat(job.path("lagRecords").asLong()).isZero();
        assertThat(job.path("checkpoint").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(job.path("evaluation").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(status.path("stages").findValuesAsText("stage"))
                .containsExactly("tokenizer of tickets", "trainer", "checkpointer", "planner", "worker", "aggregator");
        assertThat(status.path("stages").findValuesAsText("members")).containsOnly("0");
        assertThat(bed.done("status"))
                .contains(
                        "tickets  RUNNING",
                        "step " + manifest.getStep(),
                        manifest.getNewest().getSha256());
    }

    @Test
    void countsWhatWaitsInFrontOfEachStage() throws IOException {
        // Given
        bed.feed("waiting", 12, 19, "bug", "question");

        // When
        JsonNode status = JSON.readTree(bed.done("status", "--job", "waiting", "--json"));

        // Then
        JsonNode job = status.path("jobs").path(0);
        assertThat(status.path("stages").path(0).path("waitingRecords").asLong())
                .isEqualTo(7);
        assertThat(job.path("lagRecords").asLong()).isBetween(1L, 12L);
        assertThat(job.has("snapshot")).isFalse();
    }

    @Test
    void pausesResumesAndDeletesForGood() throws IOException {
        // Given
        bed.submit("moody", "bug, question");

        // When / Then
        assertThat(bed.done("pause", "--job", "moody")).startsWith("job moody: PAUSED;");
        assertThat(state("moody")).isEqualTo(JobState.PAUSED);
        assertThat(bed.done("pause", "--job", "moody")).contains("unchanged, it was PAUSED already");
        assertThat(bed.done("resume", "--job", "moody")).startsWith("job moody: RUNNING");
        assertThat(state("moody")).isEqualTo(JobState.RUNNING);
        assertThat(bed.done("delete", "--job", "moody")).startsWith("job moody: DELETED;");
        Captured resume = bed.run("resume", "--job", "moody");
        assertThat(resume.exit()).isEqualTo(2);
        assertThat(resume.err()).contains("--job: 'moody', expected a job that was not deleted");
        assertThat(bed.run("pause", "--job", "nobody").exit()).isEqualTo(2);
    }

    @Test
    void putsDeadLettersBackOnceEachAfterAFix() throws IOException {
        // Given
        String asked = "--stream=letters";
        assertThat(bed.done("deadletters", asked, "--limit", "3"))
                .contains("… and 5 older ones", "8  letters  tokenizer  unknown-label", "  key r-");
        assertThat(bed.done("deadletters", asked, "--replay")).contains("0 replayed", "6 left", "2 left");

        // When
        bed.submit("letters", "bug, question, praise");
        String replayed = bed.done("deadletters", asked, "--reason", "unknown-label", "--replay");
        String again = bed.done("deadletters", asked, "--replay");

        // Then
        assertThat(replayed)
                .contains("6 replayed into sharelora.stream.letters.examples.v1")
                .contains("2 left: label is still none of the stream's: insult");
        assertThat(again).contains("0 replayed", "6 were replayed before", "2 left");
        List<String> ids = new ArrayList<>();
        TopicRecords.read(bed.kafka(), Topics.examples("letters"), (Example each) -> ids.add(each.getId()));
        assertThat(ids).hasSize(18).filteredOn(id -> id.equals("r-4")).hasSize(2);
        assertThat(bed.done("deadletters", asked)).contains("8  letters  tokenizer  unknown-label  (6 replayed)");
    }

    @Test
    void verifiesAJobAndNamesWhatIsDamagedOrGone() throws IOException {
        // Given
        String sound = bed.done("verify", "--job", "tickets");
        Checkpoint checkpoint = checkpoints().getLast();
        Path adapter = bed.blobs().resolve(checkpoint.getBlob()).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(adapter);
        Path state = bed.blobs()
                .resolve("states/tickets/" + newest().getStep() + "-"
                        + newest().getNewest().getSha256());
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
                .contains("WRONG: state of step " + newest().getStep())
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
        String name = checkpoints().getLast().getAdapterName();

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
        assertThat(ids).hasSize(Math.toIntExact(checkpoints().getLast().getRecords()));
        assertThat(new HashSet<>(ids)).hasSize(ids.size()).isEqualTo(batched);
    }

    @Test
    void rebuildsAnAdapterFromTheLogWithTheSameBits() {
        // Given
        long last = newest().getStep();

        // When
        String rebuilt = bed.done("replay", "--job", "tickets", "--to", Long.toString(last), "--threads", "1");

        // Then
        assertThat(rebuilt.lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.contains(": the same bits, state "))
                .last()
                .isEqualTo("step " + last + ": the same bits, state "
                        + newest().getNewest().getSha256());
        Captured unknown = bed.run("replay", "--job", "tickets", "--to", "3");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--to: '3', expected a step whose state or checkpoint is known: [0, 5, 10");
    }

    @Test
    void freezesASuiteThatLaterCheckpointsAreMeasuredOn() throws IOException {
        // Given
        String golden = bed.file("golden.jsonl", """
                {"id": "g-1", "text": "w1 w2 w3", "label": "bug"}
                {"id": "g-2", "text": "w4 w5", "label": "question"}
                {"id": "g-3", "text": "w6", "label": "insult"}
                """);

        // When
        String created = bed.done("suite", "create", "--name", "golden", "--file", golden, "--job", "tickets");

        // Then
        assertThat(created).contains("golden", "2 records", "1 lines skipped: label is none of the stream's");
        assertThat(bed.done("suite", "create", "--name", "golden", "--file", golden, "--job", "tickets"))
                .contains("unchanged");
        assertThat(bed.done("suite", "list", "--job", "tickets")).contains("golden", "2 records");
        Captured other = bed.run(
                "suite", "create", "--name", "golden", "--job", "tickets", "--file", bed.file("other.jsonl", """
                {"id": "g-9", "text": "w9", "label": "bug"}
                """));
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("a suite is immutable, expected another name");
    }

    @Test
    void pinsAJobToACheckpointAndTakesThePinAway() {
        // Given
        Checkpoint first = checkpoint("tickets", 5);

        // When
        String pinned = bed.done("rollback", "--job", "tickets", "--to", first.getAdapterName());
        String stored = new StoredJobs(bed.kafka()).job("tickets").getPin();
        String freed = bed.done("promote", "--auto", "--job", "tickets");

        // Then
        assertThat(pinned).contains("pinned to step 5, checkpoint " + first.getCheckpointId());
        assertThat(stored).isEqualTo(first.getCheckpointId());
        assertThat(freed).contains("no longer pinned to " + first.getCheckpointId());
        assertThat(new StoredJobs(bed.kafka()).job("tickets").getPin()).isNull();
        assertThat(bed.done("promote", "--auto", "--job", "tickets")).contains("unchanged, it was not pinned");
        Captured unknown = bed.run("rollback", "--job", "tickets", "--to", "zz");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--to: 'zz', expected one of tickets-0-");
    }

    @Test
    void printsResultsForPeopleAndForPrograms() throws IOException {
        // When
        List<String> table = bed.done("results", "--job", "tickets").lines().toList();
        JsonNode json = JSON.readTree(bed.done("results", "--job", "tickets", "--format", "json"));
        List<String> csv = bed.done("results", "--job", "tickets", "--format", "csv")
                .lines()
                .toList();

        // Then
        assertThat(table.getFirst()).startsWith("step").contains("suite", "metric");
        assertThat(table.getLast()).startsWith(newest().getStep() + " ").contains("holdout", "complete", "accuracy");
        assertThat(json.size()).isEqualTo(table.size() - 1);
        assertThat(json.path(json.size() - 1).path("step").asLong()).isEqualTo(newest().getStep());
        assertThat(csv.getFirst()).startsWith("step,suite,status,revision,n,of,checkpointId");
        assertThat(csv).anyMatch(line -> line.contains(",accuracy,"));
    }

    private static JobState state(String job) {
        return new StoredJobs(bed.kafka()).job(job).getState();
    }

    private static AdapterSnapshot newest() {
        List<AdapterSnapshot> manifests = new ArrayList<>();
        TopicRecords.read(bed.kafka(), Topics.ADAPTER_SNAPSHOTS, (AdapterSnapshot each) -> {
            if (each.getJobId().equals("tickets")) {
                manifests.add(each);
            }
        });
        return manifests.getLast();
    }

    private static List<Checkpoint> checkpoints() {
        return Checkpoints.of("tickets", bed.kafka()).all();
    }

    private static Checkpoint checkpoint(String job, long step) {
        return Checkpoints.of(job, bed.kafka()).all().stream()
                .filter(each -> each.getStep() == step)
                .findFirst()
                .orElseThrow();
    }
}
