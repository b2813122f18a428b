package sharelora.operations.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.SomeAdapter;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.Shadow;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Job files submitted to a broker. */
class SubmitterIT {

    @TempDir
    private static Path folder;

    private static TestInstallation installation;

    @BeforeAll
    static void start() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        installation = TestInstallation.start(folder, blobs);
        BaseModels models = new BaseModels(blobs);
        models.importFolder(TinyBase.write(folder.resolve("tiny")), "tiny"); // 24 positions
        models.importFolder(new TinyBase(16, 2, 46, 12, 0.3, false).writeTo(folder.resolve("short")), "short");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    @Test
    void warnsOfAnInputTopicThatDoesNotExistYetAndSubmitsTheJob() {
        // When
        Submission written =
                submit("early", "labels: [a, b], maxLength: 24, input: {topic: tikcets, text: t, label: l}");

        // Then
        assertThat(written.warnings())
                .containsExactly("topic 'tikcets' of stream.input does not exist yet; nothing is read from it until it"
                        + " does");
        assertThat(TopicTable.read(installation.kafka(), Topics.JOBS)).containsKey("early");
    }

    @Test
    void warnsOfNothingWhereTheInputTopicIsThere() {
        // Given
        installation.create(List.of(new Topic<>("tickets", Example.class, 1, Optional.of(Duration.ofDays(1)))));

        // When
        Submission written =
                submit("in-time", "labels: [a, b], maxLength: 24, input: {topic: tickets, text: t, label: l}");

        // Then
        assertThat(written.warnings()).isEmpty();
    }

    @Test
    void writesNothingOfAJobThatCannotWork() {
        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> submit("impossible", "labels: [a, b], maxLength: 25, holdoutPercent: 100"));

        // Then
        assertThat(refused).hasMessage("job.yaml is not a job that can run");
        assertThat(refused.problems())
                .containsExactly(
                        "stream.holdoutPercent: '100', expected a whole number from 0 to 99",
                        "stream.maxLength: '25', expected at most 24 as base 'tiny' has positions");
        assertThat(TopicTable.read(installation.kafka(), Topics.STREAMS)).doesNotContainKey("impossible");
        try (TopicAdmin admin = TopicAdmin.open(installation.kafka())) {
            assertThat(admin.exists(Topics.examples("impossible").name())).isFalse();
        }
    }

    @Test
    void holdsAnotherBaseToAStreamThatTheFileOnlyNames() {
        // Given
        submit("long", "labels: [a, b], maxLength: 24");

        // When: the same tokenizer, so that it could learn from the stream
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> submitter(installation.kafka())
                        .submit(JobFile.read("{job: brief, base: short, stream: {name: long}}", "job.yaml")));

        // Then
        assertThat(refused.problems())
                .containsExactly("stream.maxLength: '24', expected at most 12 as base 'short' has positions");
    }

    @Test
    void namesWhatIsWrongWithReplayBesideTheOtherMistakes() {
        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> submit(
                        "greedy",
                        "labels: [a, b], maxLength: 25",
                        "{fraction: 0, size: 900000, keep: balanced, maxAge: 31d}"));

        // Then
        assertThat(refused.problems())
                .containsExactly(
                        "replay.fraction: '0', expected a number above 0, up to 4: replayed records for each new one",
                        "replay.size: '900000', expected at most 466033 records of maxLength 25, which take 64 MiB",
                        "stream.maxLength: '25', expected at most 24 as base 'tiny' has positions",
                        "replay.maxAge: '2678400000ms', expected at most 2592000000ms, as the stream keeps its token"
                                + " batches no longer");
    }

    @Test
    void namesTheCheckpointThatAnswersByItsIdAndRefusesOneThatWasNotAnnounced() {
        // Given
        String yaml = "{job: served, base: tiny, stream: {name: served, labels: [a, b], maxLength: 24}";
        WrongUsageException early = refused(yaml + ", serve: served-3-abc}");
        submitter(installation.kafka()).submit(JobFile.read(yaml + "}", "job.yaml"));
        Checkpoint checkpoint = SomeAdapter.checkpoint(
                "served", 3, "ab".repeat(32), job("served").getBaseSha256());
        installation.write(List.of(Outgoing.of(Topics.CHECKPOINTS, "served", checkpoint)));

        // When: the settings of a job that is there
        submitter(installation.kafka())
                .submit(JobFile.read(
                        yaml + ", shadow: newest, serve: " + checkpoint.getAdapterName() + "}", "job.yaml"));

        // Then
        Job named = job("served");
        assertThat(named.getServeCheckpoint()).isEqualTo(checkpoint.getCheckpointId());
        assertThat(named.getServe()).isNull();
        assertThat(named.getShadow()).isEqualTo(Shadow.NEWEST);
        assertThat(early)
                .hasMessage(
                        "serve: 'served-3-abc', expected promoted or newest: the job has announced no checkpoint yet");
        assertThat(refused(yaml + ", serve: served-4-abc}"))
                .hasMessage("serve: 'served-4-abc', expected one of " + checkpoint.getAdapterName());
        assertThat(refused(yaml + ", serve: best}").problems())
                .containsExactly(
                        "serve: 'best', expected promoted, newest, or a checkpoint: its id, the id's beginning or"
                                + " its adapter's name");
        submitter(installation.kafka()).submit(JobFile.read(yaml + ", serve: newest}", "job.yaml"));
        assertThat(job("served").getServeCheckpoint()).isNull();
    }

    private static WrongUsageException refused(String yaml) {
        return catchThrowableOfType(
                WrongUsageException.class,
                () -> submitter(installation.kafka()).submit(JobFile.read(yaml, "job.yaml")));
    }

    @Test
    void fixesTheAgeOfReplayedRecordsByTheRetentionThatTheBrokerTells() {
        // Given: a stream whose batches are kept for two days
        installation.create(List.of(batches("fixed", Duration.ofDays(2))));
        submit("fixed", "labels: [a, b], maxLength: 24", "{}");
        Map<String, String> options = job("fixed").getTraining().getOptions();

        // When
        Submission again = submit("fixed", "labels: [a, b], maxLength: 24", "{}");

        // Then
        assertThat(options)
                .containsEntry("replay.maxAge", Long.toString(Duration.ofDays(2).toMillis()));
        assertThat(again.job()).isEmpty();
        assertThat(job("fixed").getTraining().getOptions()).isEqualTo(options);
    }

    @Test
    void holdsReplayToTheTextsOfAStreamThatTheFileOnlyNames() {
        // Given
        submit("wide", "labels: [a, b, c], maxLength: 24");

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class, () -> submit("narrow", "name: wide", "{size: 2, keep: balanced}"));

        // Then
        assertThat(refused.problems())
                .containsExactly("replay.size: '2', expected at least 3, one for each label, as keep is balanced");
    }

    @Test
    void tellsWhatIsWrongInTheFileWithoutABroker() {
        // Given
        KafkaSettings nobody = KafkaSettings.of("localhost:1");

        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> submitter(nobody)
                        .submit(JobFile.draft("{job: j, base: nowhere, task: guess}".getBytes(UTF_8), "job.yaml")));

        // Then
        assertThat(refused.problems())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("task: 'guess'"),
                        line -> assertThat(line).startsWith("base: 'nowhere', expected a base in the blob store"));
    }

    private static Submission submit(String job, String stream) {
        String yaml = "{job: %s, base: tiny, stream: {%s}}".formatted(job, stream);
        return submitter(installation.kafka()).submit(JobFile.draft(yaml.getBytes(UTF_8), "job.yaml"));
    }

    private static Submission submit(String job, String stream, String replay) {
        String yaml = "{job: %s, base: tiny, stream: {%s}, replay: %s}".formatted(job, stream, replay);
        return submitter(installation.kafka()).submit(JobFile.draft(yaml.getBytes(UTF_8), "job.yaml"));
    }

    private static Job job(String name) {
        return TopicTable.read(installation.kafka(), Topics.JOBS).get(name);
    }

    private static Topic<TokenBatch> batches(String stream, Duration retention) {
        return new Topic<>(Topics.tokenBatches(stream).name(), TokenBatch.class, 1, Optional.of(retention));
    }

    private static Submitter submitter(KafkaSettings kafka) {
        return new Submitter(kafka, installation.blobs());
    }
}
