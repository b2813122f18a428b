package sharelora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Example;
import sharelora.schemas.JobState;
import sharelora.schemas.Topics;

/** An operator's questions to a job that has learned a little, and what an operator may change. */
class OperatorIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static LearnedInstallation learned;
    private static OperatorTestBed bed;

    @BeforeAll
    static void learnALittle() {
        learned = LearnedInstallation.shared();
        bed = learned.bed();
    }

    @Test
    void tellsHowAJobIsDoing() throws IOException {
        // When
        JsonNode status = JSON.readTree(bed.done("status", "--job", "tickets", "--json"));

        // Then
        AdapterSnapshot manifest = learned.newest();
        JsonNode job = status.path("jobs").path(0);
        assertThat(job.path("state").asText()).isEqualTo("RUNNING");
        assertThat(job.path("snapshot").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(job.path("snapshot").path("sha256").asText())
                .isEqualTo(manifest.getNewest().getSha256());
        assertThat(job.path("lagRecords").asLong()).isZero();
        assertThat(job.path("checkpoint").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(job.path("evaluation").path("step").asLong()).isEqualTo(manifest.getStep());
        assertThat(status.path("stages").findValuesAsText("stage"))
                .containsExactly(
                        "tokenizer of tickets",
                        "trainer",
                        "checkpointer",
                        "planner",
                        "worker",
                        "aggregator",
                        "predictor of tickets");
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
    void retriesAJobThatIsThereAndKeepsItsCountWhenItIsSubmittedAgain() throws IOException {
        // Given
        bed.submit("stuck", "bug, question");

        // When
        String retried = bed.done("retry", "--job", "stuck");

        // Then
        assertThat(retried).startsWith("job stuck: tried again now in every stage where it stands still (retry 1)");
        bed.submit("stuck", "bug, question, praise");
        assertThat(bed.done("retry", "--job", "stuck")).contains("(retry 2)");
        bed.done("pause", "--job", "stuck");
        assertThat(bed.done("retry", "--job", "stuck")).contains("(retry 3); it is PAUSED");
        bed.done("delete", "--job", "stuck");
        assertThat(bed.run("retry", "--job", "stuck").err())
                .contains("--job: 'stuck', expected a job that was not deleted");
        assertThat(bed.run("retry", "--job", "nobody").err())
                .contains("--job: 'nobody', expected a job that was submitted");
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
    void skipsARecordThatTheTokenizerHasNotTakenOnce() throws IOException {
        // Given
        bed.submit("skipping", "bug, question");
        bed.feed("skipping", 0, 12, "bug", "question");
        String topic = Topics.examples("skipping").name();
        List<Received> input = new ArrayList<>();
        TopicReplay.read(bed.kafka(), Topics.examples("skipping"), input::add);
        Received record = input.getFirst();
        String[] skip = skip("skipping", topic, record.partition(), record.offset());

        // When
        String first = bed.done(skip);
        String again = bed.done(skip);
        bed.submit("skipping", "bug, question, praise");
        bed.done("tokenizer", "--stream", "skipping", "--http-port", "0", "--until-idle", "0.2");

        // Then
        assertThat(first)
                .contains("stream skipping: " + record.place() + " is skipped; the tokenizer makes it a dead letter");
        assertThat(again).contains("unchanged, " + record.place() + " is skipped already");
        assertThat(bed.done("deadletters", "--stream", "skipping"))
                .contains(
                        "1  skipping  tokenizer  skipped-by-operator",
                        "  key " + record.keyText().orElseThrow());
        assertThat(bed.done(skip)).contains("is skipped already");
        String batches = Topics.tokenBatches("skipping").name();
        assertThat(refused(skip("nobody", topic, 0, 0)))
                .contains("--stream: 'nobody', expected a stream that was submitted");
        assertThat(refused(skip("skipping", batches, 0, 0)))
                .contains("--topic: '" + batches + "', expected what the tokenizer reads, " + topic)
                .contains("a token batch cannot be skipped");
        assertThat(refused(skip("skipping", Topics.JOBS.name(), 0, 0)))
                .contains("--topic: '" + Topics.JOBS.name() + "', expected " + topic);
        assertThat(refused(skip("skipping", topic, 4, 0))).contains("--partition: '4', expected 0 to 3");
        assertThat(refused(skip("skipping", topic, -1, 0))).contains("--partition: '-1', expected 0 to 3");
        assertThat(refused(skip("skipping", topic, record.partition(), 99)))
                .contains("--offset: '99', expected 0 to ", "which " + topic + "-" + record.partition() + " holds now");
        assertThat(refused(skip(
                        "skipping",
                        topic,
                        input.getLast().partition(),
                        input.getLast().offset())))
                .contains("expected a record that the tokenizer has not taken yet: the next one of ");
    }

    private static String[] skip(String stream, String topic, int partition, long offset) {
        return new String[] {
            "skip", "--stream", stream, "--topic", topic, "--partition=" + partition, "--offset=" + offset
        };
    }

    private static String refused(String... arguments) {
        Captured run = bed.run(arguments);
        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        return run.err();
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
        String created = bed.done(
                "suite", "create", "--name", "golden", "--file", golden, "--job", "tickets", "--skip-bad-lines");

        // Then
        assertThat(created)
                .contains("golden", "2 records", "1 lines skipped: label is none of the stream's")
                .contains("3 records read: 2 in the suite, 1 skipped");
        assertThat(bed.done(
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
        assertThat(bed.done("suite", "list", "--job", "tickets")).contains("golden", "2 records");
        Captured other = bed.run(
                "suite", "create", "--name", "golden", "--job", "tickets", "--file", bed.file("other.jsonl", """
                    {"id": "g-9", "text": "w9", "label": "bug"}
                    """));
        assertThat(other.exit()).isEqualTo(2);
        assertThat(other.err()).contains("a suite is immutable, expected another name");
    }

    @Test
    void freezesASuiteOutOfATableAndRefusesOneWithoutTheTasksColumn() throws IOException {
        // Given
        String table = bed.file("silver.csv", "text,label\n\"w7 w8\",bug\nw9,question\n");
        String bare = bed.file("bare.csv", "text,category\nw9,question\n");

        // When
        String created = bed.done("suite", "create", "--name", "silver", "--file", table, "--job", "waiting");
        Captured refused = bed.run("suite", "create", "--name", "bare", "--file", bare, "--job", "waiting");

        // Then
        assertThat(created).contains("silver", "2 records read: 2 in the suite, 0 skipped");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("expected the columns' names, \"label\" among them", "\"category\"");
    }

    @Test
    void submitsAJobWhoseInputTopicDoesNotExistYetWithAWarning() throws IOException {
        // Given
        String file = bed.file("early.yaml", """
            job: early
            base: tiny
            stream: {labels: [a, b], maxLength: 16, input: {topic: tikcets, text: body, label: queue}}
            """);

        // When
        Captured run = bed.run("submit", file);

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("job early: submitted, stream early: submitted%n".formatted());
        assertThat(run.err())
                .isEqualTo("warning: topic 'tikcets' of stream.input does not exist yet; nothing is read from it"
                        + " until it does%n".formatted());
    }

    @Test
    void refusesAJobThatCannotWorkBesideTheFilesOtherMistakes() throws IOException {
        // Given
        String file = bed.file("impossible.yaml", """
            job: impossible
            base: tiny
            stream: {labels: [a, b], maxLength: 512}
            adapter: {targets: [gate]}
            checkpointEvery: never
            """);

        // When
        Captured run = bed.run("submit", file);

        // Then
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "checkpointEvery: 'never', expected a whole number",
                        "stream.maxLength: '512', expected at most 24 as base 'tiny' has positions",
                        "adapter: target is gate, expected one of");
    }

    @Test
    void pinsAJobToACheckpointAndTakesThePinAway() {
        // Given
        Checkpoint first = learned.checkpoint(5);

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
        assertThat(table.getLast())
                .startsWith(learned.newest().getStep() + " ")
                .contains("holdout", "complete", "accuracy");
        assertThat(json.size()).isEqualTo(table.size() - 1);
        assertThat(json.path(json.size() - 1).path("step").asLong())
                .isEqualTo(learned.newest().getStep());
        assertThat(csv.getFirst()).startsWith("step,suite,status,revision,n,of,checkpointId");
        assertThat(csv).anyMatch(line -> line.contains(",accuracy,"));
    }

    private static JobState state(String job) {
        return new StoredJobs(bed.kafka()).job(job).getState();
    }
}
