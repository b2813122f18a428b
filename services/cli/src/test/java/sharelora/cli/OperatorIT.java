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

    private static Installation site;

    @BeforeAll
    static void learnALittle() throws IOException {
        site = Installation.start(folder);
        site.submit("tickets", "bug, question");
        site.feed("tickets", 0, 80, "bug", "question");
        site.submit("waiting", "bug, question");
        site.feed("waiting", 0, 12, "bug", "question");
        site.submit("letters", "bug, question");
        site.feed("letters", 0, 4, "bug", "question");
        site.feed("letters", 4, 10, "praise", "praise");
        site.feed("letters", 10, 12, "insult", "insult");
        site.flow("tickets");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void tellsHowAJobIsDoing() throws IOException {
        // When
        JsonNode status = JSON.readTree(site.done("status", "--job", "tickets", "--json"));

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
        assertThat(site.done("status"))
                .contains(
                        "tickets  RUNNING",
                        "step " + manifest.getStep(),
                        manifest.getNewest().getSha256());
    }

    @Test
    void countsWhatWaitsInFrontOfEachStage() throws IOException {
        // Given
        site.feed("waiting", 12, 19, "bug", "question");

        // When
        JsonNode status = JSON.readTree(site.done("status", "--job", "waiting", "--json"));

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
        site.submit("moody", "bug, question");

        // When / Then
        assertThat(site.done("pause", "--job", "moody")).startsWith("job moody: PAUSED;");
        assertThat(state("moody")).isEqualTo(JobState.PAUSED);
        assertThat(site.done("pause", "--job", "moody")).contains("unchanged, it was PAUSED already");
        assertThat(site.done("resume", "--job", "moody")).startsWith("job moody: RUNNING");
        assertThat(state("moody")).isEqualTo(JobState.RUNNING);
        assertThat(site.done("delete", "--job", "moody")).startsWith("job moody: DELETED;");
        Captured resume = site.run("resume", "--job", "moody");
        assertThat(resume.exit()).isEqualTo(2);
        assertThat(resume.err()).contains("--job: 'moody', expected a job that was not deleted");
        assertThat(site.run("pause", "--job", "nobody").exit()).isEqualTo(2);
    }

    @Test
    void putsDeadLettersBackOnceEachAfterAFix() throws IOException {
        // Given
        String asked = "--stream=letters";
        assertThat(site.done("deadletters", asked, "--limit", "3"))
                .contains("… and 5 older ones", "8  letters  tokenizer  unknown-label", "  key r-");
        assertThat(site.done("deadletters", asked, "--replay")).contains("0 replayed", "6 left", "2 left");

        // When
        site.submit("letters", "bug, question, praise");
        String replayed = site.done("deadletters", asked, "--reason", "unknown-label", "--replay");
        String again = site.done("deadletters", asked, "--replay");

        // Then
        assertThat(replayed)
                .contains("6 replayed into sharelora.stream.letters.examples.v1")
                .contains("2 left: label is still none of the stream's: insult");
        assertThat(again).contains("0 replayed", "6 were replayed before", "2 left");
        List<String> ids = new ArrayList<>();
        TopicRecords.read(site.kafka(), Topics.examples("letters"), (Example each) -> ids.add(each.getId()));
        assertThat(ids).hasSize(18).filteredOn(id -> id.equals("r-4")).hasSize(2);
        assertThat(site.done("deadletters", asked)).contains("8  letters  tokenizer  unknown-label  (6 replayed)");
    }

    @Test
    void verifiesAJobAndNamesWhatIsDamagedOrGone() throws IOException {
        // Given
        String sound = site.done("verify", "--job", "tickets");
        Checkpoint checkpoint = checkpoints().getLast();
        Path adapter = site.blobs().resolve(checkpoint.getBlob()).resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(adapter);
        Path state = site.blobs()
                .resolve("states/tickets/" + newest().getStep() + "-"
                        + newest().getNewest().getSha256());
        byte[] stateBytes = Files.readAllBytes(state);

        // When
        Files.write(adapter, new byte[bytes.length]);
        Files.delete(state);
        Captured damaged = site.run("verify", "--job", "tickets");

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
                site.kafka(),
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
                    site.done(arguments.toArray(String[]::new)).lines().toList();
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
        String rebuilt = site.done("replay", "--job", "tickets", "--to", Long.toString(last), "--threads", "1");

        // Then
        assertThat(rebuilt.lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.contains(": the same bits, state "))
                .last()
                .isEqualTo("step " + last + ": the same bits, state "
                        + newest().getNewest().getSha256());
        Captured unknown = site.run("replay", "--job", "tickets", "--to", "3");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--to: '3', expected a step whose state or checkpoint is known: [0, 5, 10");
    }

    @Test
    void freezesASuiteThatLaterCheckpointsAreMeasuredOn() throws IOException {
        // Given
        String golden = site.file("golden.jsonl", """
                {"id": "g-1", "text": "w1 w2 w3", "label": "bug"}
                {"id": "g-2", "text": "w4 w5", "label": "question"}
                {"id": "g-3", "text": "w6", "label": "insult"}
                """);

        // When
        String created = site.done(
                "suite", "create", "--name", "golden", "--file", golden, "--job", "tickets", "--skip-bad-lines");

        // Then
        assertThat(created)
                .contains("golden", "2 records", "1 lines skipped: label is none of the stream's")
                .contains("3 records read: 2 in the suite, 1 skipped");
        assertThat(site.done(
                        "suite",
                        "create",
                        "--name",
                        "golden",
                        "--file",
                        golden,
                        "--job",
                        "tickets",
                        "--skip-bad-lines"))
                .contains("unchanged");
        assertThat(site.done("suite", "list", "--job", "tickets")).contains("golden", "2 records");
        Captured other = site.run(
                "suite", "create", "--name", "golden", "--job", "tickets", "--file", site.file("other.jsonl", """
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
        String pinned = site.done("rollback", "--job", "tickets", "--to", first.getAdapterName());
        String stored = new StoredJobs(site.kafka()).job("tickets").getPin();
        String freed = site.done("promote", "--auto", "--job", "tickets");

        // Then
        assertThat(pinned).contains("pinned to step 5, checkpoint " + first.getCheckpointId());
        assertThat(stored).isEqualTo(first.getCheckpointId());
        assertThat(freed).contains("no longer pinned to " + first.getCheckpointId());
        assertThat(new StoredJobs(site.kafka()).job("tickets").getPin()).isNull();
        assertThat(site.done("promote", "--auto", "--job", "tickets")).contains("unchanged, it was not pinned");
        Captured unknown = site.run("rollback", "--job", "tickets", "--to", "zz");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--to: 'zz', expected one of tickets-0-");
    }

    @Test
    void printsResultsForPeopleAndForPrograms() throws IOException {
        // When
        List<String> table = site.done("results", "--job", "tickets").lines().toList();
        JsonNode json = JSON.readTree(site.done("results", "--job", "tickets", "--format", "json"));
        List<String> csv = site.done("results", "--job", "tickets", "--format", "csv")
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
        return new StoredJobs(site.kafka()).job(job).getState();
    }

    private static AdapterSnapshot newest() {
        List<AdapterSnapshot> manifests = new ArrayList<>();
        TopicRecords.read(site.kafka(), Topics.ADAPTER_SNAPSHOTS, (AdapterSnapshot each) -> {
            if (each.getJobId().equals("tickets")) {
                manifests.add(each);
            }
        });
        return manifests.getLast();
    }

    private static List<Checkpoint> checkpoints() {
        return Checkpoints.of("tickets", site.kafka()).all();
    }

    private static Checkpoint checkpoint(String job, long step) {
        return Checkpoints.of(job, site.kafka()).all().stream()
                .filter(each -> each.getStep() == step)
                .findFirst()
                .orElseThrow();
    }
}
