package sharelora.operations.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TrainingJobs;
import sharelora.operations.retention.LostRecords;
import sharelora.platform.stage.StageDeclarations;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Stream;

/** What each thing waits for is said in words, to people and to programs. */
class StatusTextTest {

    private static final Instant NOW = Instant.EPOCH.plusSeconds(1_000_000);
    private static final Job JOB =
            TrainingJobs.job("tickets").setCreatedAt(NOW.minusSeconds(30)).build();

    @Test
    void saysHowManyHeldOutRecordsTheFirstEvaluationStillNeeds() {
        // When
        List<String> lines = text(job(JOB, Optional.of(fresh()), Behind.NOTHING, 1, Optional.of(new HeldOut(50, 200))));

        // Then
        assertThat(lines)
                .contains("  note          50 of 200 held-out records that the first evaluation needs,"
                        + " and no checkpoint yet");
    }

    @Test
    void saysNothingOfHeldOutRecordsWhereThereAreEnough() {
        // When
        List<String> lines =
                text(job(JOB, Optional.of(fresh()), Behind.NOTHING, 1, Optional.of(new HeldOut(200, 200))));

        // Then
        assertThat(lines).noneMatch(line -> line.contains("note"));
    }

    @Test
    void saysThatNoTrainerIsThere() {
        // When
        List<String> lines = text(job(JOB, Optional.empty(), waiting(7, 12), 0, Optional.empty()));

        // Then
        assertThat(lines)
                .contains("  note          no trainer is there: start one with `trainer`, or with `trainer --job"
                        + " tickets`");
    }

    @Test
    void saysWhereToLookWhereAJobDoesNotStart() {
        // Given
        Job old = Job.newBuilder(JOB).setCreatedAt(NOW.minusSeconds(300)).build();

        // When
        List<String> lines = text(job(old, Optional.empty(), waiting(7, 12), 1, Optional.empty()));

        // Then
        assertThat(lines)
                .contains("  note          has not started for 5 min though a trainer is there; the log of the trainer"
                        + " and its /health/ready, port 8082, say why");
    }

    @Test
    void saysWhereToLookWhereAJobStandsStill() {
        // Given
        AdapterSnapshot old = AdapterSnapshot.newBuilder(fresh())
                .setTakenAt(NOW.minusSeconds(7_300))
                .build();

        // When
        List<String> lines = text(job(JOB, Optional.of(old), waiting(7, 7_000), 1, Optional.empty()));

        // Then
        assertThat(lines)
                .contains("  note          has taken no snapshot for 2 h though batches wait and a trainer is there;"
                        + " the log of the trainer and its /health/ready, port 8082, say why");
    }

    @Test
    void saysThatAJobWhoseTokenBatchesAreGoneCannotGoOn() {
        // When
        List<String> lines =
                text(job(JOB, Optional.of(fresh()), new Behind(3, OptionalLong.empty(), 9), 1, Optional.empty()));

        // Then
        assertThat(lines)
                .contains("  note          cannot go on: 9 offsets of its token batches were removed before it learned"
                        + " them; start another job with from: its last checkpoint");
    }

    @Test
    void saysNothingOfAJobThatNobodyWantsToLearn() {
        // Given
        Job paused = Job.newBuilder(JOB).setState(JobState.PAUSED).build();

        // When
        List<String> lines = text(job(paused, Optional.empty(), waiting(7, 12), 0, Optional.of(new HeldOut(0, 200))));

        // Then
        assertThat(lines).noneMatch(line -> line.contains("note"));
    }

    @Test
    void saysThatABatchWaitsForMoreRecords() {
        // When / Then
        assertThat(tokenizer(1, waiting(7, 420), true))
                .containsExactly("7 records wait: a batch closes from 8 on or more");
        assertThat(tokenizer(1, waiting(1, 420), true))
                .containsExactly("1 record waits: a batch closes from 8 on or more");
        assertThat(tokenizer(1, waiting(8, 420), true)).isEmpty();
    }

    @Test
    void saysThatTheInputTopicIsNotThere() {
        // When / Then
        assertThat(tokenizer(1, Behind.NOTHING, false))
                .containsExactly(
                        "input topic 'suport.tickets' is not there: nothing is read from it until somebody makes it");
    }

    @Test
    void saysThatNobodyReadsWhatWaitsAndWhereToLookWhereSomebodyDoes() {
        // When / Then
        assertThat(tokenizer(0, waiting(7, 12), true)).containsExactly("nobody reads what waits: start the tokenizer");
        assertThat(StageNotes.of(StageDeclarations.PLANNER, 1, waiting(7, 900), NOW))
                .containsExactly("what waits is 15 min old though somebody is there; the log of the evaluator and its"
                        + " /health/ready, port 8084, say why");
        assertThat(StageNotes.of(StageDeclarations.PLANNER, 1, waiting(7, 30), NOW))
                .isEmpty();
    }

    @Test
    void saysWhatRetentionTookBeforeItWasRead() {
        // When / Then
        assertThat(tokenizer(1, new Behind(0, OptionalLong.empty(), 187), true))
                .containsExactly("187 records at most were removed unread since it last committed; it counts them as"
                        + " lost-to-retention when it goes on");
        assertThat(StageNotes.lost(new LostRecords(List.of(new OffsetRange("t", 0, 13L, 200L)))))
                .containsExactly("187 records at most were removed before they were read: t:0:[13,200)");
        assertThat(StageNotes.lost(new LostRecords(IntStream.range(0, 7)
                        .mapToObj(i -> new OffsetRange("t", i, 0L, 1L))
                        .toList())))
                .singleElement()
                .asString()
                .endsWith("t:4:[0,1) and 2 more ranges");
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        // Given
        Status status = status(
                job(JOB, Optional.empty(), waiting(7, 12), 0, Optional.of(new HeldOut(50, 200))),
                new StageStatus(
                        "tokenizer of tickets",
                        1,
                        Optional.of(new Behind(0, OptionalLong.empty(), 4)),
                        List.of("why")));

        // When
        JsonNode json = new ObjectMapper().readTree(status.json());

        // Then
        JsonNode job = json.path("jobs").path(0);
        assertThat(job.path("trainers").asInt(-1)).isZero();
        assertThat(job.path("heldOut").path("records").asInt()).isEqualTo(50);
        assertThat(job.path("heldOut").path("needed").asInt()).isEqualTo(200);
        assertThat(job.path("notes")).hasSize(2);
        assertThat(json.path("stages").path(0).path("removedUnread").asInt()).isEqualTo(4);
        assertThat(json.path("stages").path(0).path("notes").path(0).asText()).isEqualTo("why");
        assertThat(json.path("unread").path(0).asText()).isEqualTo("2 records of t cannot be read: no registry");
        assertThat(status.lines())
                .contains("  note          why")
                .endsWith("note: 2 records of t cannot be read: no registry");
    }

    @Test
    void tellsWhichPredictorServesWhichAdapterOfWhichJob() {
        // Given
        JobStatus job = job(JOB, Optional.of(fresh()), Behind.NOTHING, 1, Optional.empty());
        String id = job.job().getJobId();

        // When
        Status status = status(job, new StageStatus("trainer", 1, Optional.empty(), List.of()))
                .with(List.of(
                        served(8085, id, "tickets-15-a"),
                        served(8086, id, "tickets-15-a"),
                        served(8087, id, "tickets-10-b"),
                        served(8085, "other", "other-1-c")));

        // Then
        assertThat(status.lines())
                .filteredOn(line -> line.contains("served"))
                .containsExactly(
                        "  served        tickets-10-b by host:8087",
                        "  served        tickets-15-a by host:8085, host:8086");
        assertThat(status.json()).contains("\"adapterName\" : \"other-1-c\"");
    }

    private static ServedPages.Served served(int port, String job, String adapter) {
        return new ServedPages.Served(URI.create("http://host:" + port), job, "id", adapter);
    }

    private static List<String> text(JobStatus job) {
        return status(job, new StageStatus("trainer", 1, Optional.empty(), List.of())).lines().stream()
                .filter(line -> !line.startsWith("note: "))
                .toList();
    }

    private static Status status(JobStatus job, StageStatus stage) {
        return new Status(
                List.of(job),
                List.of(stage),
                List.of(),
                List.of(),
                List.of("2 records of t cannot be read: no registry"),
                NOW);
    }

    private static JobStatus job(
            Job job, Optional<AdapterSnapshot> snapshot, Behind lag, int trainers, Optional<HeldOut> heldOut) {
        return new JobStatus(
                job,
                snapshot,
                lag,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                trainers,
                heldOut);
    }

    private static AdapterSnapshot fresh() {
        return AdapterSnapshot.newBuilder(Manifests.manifest("tickets", Manifests.state(3, true)))
                .setTakenAt(NOW)
                .build();
    }

    private static Behind waiting(long records, long seconds) {
        return new Behind(records, OptionalLong.of(NOW.minusSeconds(seconds).toEpochMilli()), 0);
    }

    private static List<String> tokenizer(int members, Behind waiting, boolean hasInput) {
        Stream stream = Stream.newBuilder()
                .setName("tickets")
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setInput(new Input(
                        "suport.tickets", InputFormat.JSON, "id", "text", "label", null, null, null, List.of()))
                .setLabels(List.of("a", "b"))
                .setMaxLength(64)
                .setBatch(new BatchRule(32, 1_000, 8, 500L))
                .setHoldoutPercent(10)
                .setCreatedAt(Instant.EPOCH)
                .build();
        return StageNotes.of(StageDeclarations.TOKENIZER, members, waiting, stream, hasInput, NOW);
    }
}
