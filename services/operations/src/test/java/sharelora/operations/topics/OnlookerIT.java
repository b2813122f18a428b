package sharelora.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.Checkpoints;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.operations.audit.Audit;
import sharelora.operations.status.Status;
import sharelora.operations.status.Survey;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Promotion;
import sharelora.schemas.Topics;

/** A registry that was switched on later, and that tools have, have not, or cannot reach. */
class OnlookerIT {

    private static final String CHECKPOINTS = Topics.CHECKPOINTS.name();
    private static final String PROMOTIONS = Topics.PROMOTIONS.name();
    private static final String NAME_IT = "they are in a schema registry's framing: name it with --registry";

    @TempDir
    private Path folder;

    private TestInstallation installation;
    private Job job;

    @BeforeEach
    void start() {
        installation = TestInstallation.start(
                folder, BlobStore.open(folder.resolve("blobs").toUri()));
        installation.createStream("tickets");
        job = TrainingJobs.job("tickets").build();
        write(
                Framing.SINGLE_OBJECT,
                Outgoing.of(Topics.JOBS, "tickets", job),
                Outgoing.of(
                        Topics.ADAPTER_SNAPSHOTS,
                        "tickets",
                        Manifests.manifest("tickets", Manifests.state(10, true), Manifests.state(5, true))),
                checkpoint(5, null));
        write(
                new NumberedFraming(false),
                checkpoint(10, "id-5"),
                checkpoint(15, "id-10"),
                Outgoing.of(Topics.PROMOTIONS, "tickets", promotion()));
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void readsBothFramingsWhereTheRegistryTells() {
        // Given
        Onlooker onlooker = Onlooker.of(with(new NumberedFraming(false)));

        // When
        List<Long> steps = steps(onlooker);

        // Then
        assertThat(steps).containsExactly(5L, 10L, 15L);
        assertThat(onlooker.unread()).isEmpty();
        assertThat(onlooker.leftOut(Topics.CHECKPOINTS)).isFalse();
    }

    @Test
    void goesOnWithoutARegistryAndSaysWhatItCannotRead() {
        // Given
        Onlooker onlooker = Onlooker.of(installation.kafka());

        // When
        List<Long> steps = steps(onlooker);
        Map<String, Promotion> promotions = onlooker.table(Topics.PROMOTIONS);

        // Then
        assertThat(steps).containsExactly(5L);
        assertThat(promotions).isEmpty();
        assertThat(onlooker.unread())
                .containsExactly(
                        "2 records of " + CHECKPOINTS + " cannot be read: " + NAME_IT,
                        "1 record of " + PROMOTIONS + " cannot be read: " + NAME_IT);
    }

    @Test
    void goesOnWhereTheRegistryIsAwayAndAsksItOnceForAnId() {
        // Given
        NumberedFraming away = new NumberedFraming(true);
        Onlooker onlooker = Onlooker.of(with(away));

        // When
        List<Long> steps = steps(onlooker);

        // Then
        assertThat(steps).containsExactly(5L);
        assertThat(away.asked).isEqualTo(1);
        assertThat(onlooker.unread())
                .containsExactly("2 records of " + CHECKPOINTS
                        + " cannot be read: registry http://registry:8081 does not answer");
    }

    @Test
    void statusAnswersWithoutTheRegistry() {
        // When
        Status status = Survey.take(installation.kafka(), each -> true, List.of(), Instant.now());

        // Then
        assertThat(status.lines())
                .anyMatch(line -> line.startsWith("tickets  RUNNING"))
                .anyMatch(line -> line.contains("checkpoint") && line.contains("step 5, "))
                .contains("note: 2 records of " + CHECKPOINTS + " cannot be read: " + NAME_IT);
    }

    @Test
    void verifyHoldsNothingAgainstWhatItCouldNotRead() {
        // When
        Audit.Report without = Audit.of(installation.kafka(), installation.blobs(), job);
        Audit.Report with = Audit.of(with(new NumberedFraming(false)), installation.blobs(), job);

        // Then
        assertThat(without.unread())
                .containsExactly(
                        "2 records of " + CHECKPOINTS + " cannot be read: " + NAME_IT,
                        "1 record of " + PROMOTIONS + " cannot be read: " + NAME_IT);
        assertThat(without.wrong()).noneMatch(line -> line.contains("no checkpoint of it is announced"));
        assertThat(with.unread()).isEmpty();
    }

    @Test
    void exportLearnsThatThereAreOthersThanItCanRead() {
        // When
        var without = sharelora.operations.export.Checkpoints.of("tickets", installation.kafka());
        var with = sharelora.operations.export.Checkpoints.of("tickets", with(new NumberedFraming(false)));

        // Then
        assertThat(without.newest()).map(Checkpoint::getStep).contains(5L);
        assertThat(without.unread()).containsExactly("2 records of " + CHECKPOINTS + " cannot be read: " + NAME_IT);
        assertThat(with.newest()).map(Checkpoint::getStep).contains(15L);
    }

    private static List<Long> steps(Onlooker onlooker) {
        List<Long> steps = new ArrayList<>();
        onlooker.records(Topics.CHECKPOINTS, checkpoint -> steps.add(checkpoint.getStep()));
        return steps;
    }

    private KafkaSettings with(Framing framing) {
        return installation.kafka().with(framing);
    }

    private void write(Framing framing, Outgoing<?>... records) {
        try (LogWriter writer = LogWriter.open(with(framing), "test")) {
            for (Outgoing<?> record : records) {
                writer.send(record);
            }
            writer.flush();
        }
    }

    private static Outgoing<Checkpoint> checkpoint(long step, String parent) {
        return Outgoing.of(
                Topics.CHECKPOINTS,
                "tickets",
                Checkpoints.checkpoint("tickets", step, "id-" + step)
                        .setStateSha256("hash-" + step)
                        .setParent(parent)
                        .build());
    }

    private static Promotion promotion() {
        return Promotion.newBuilder()
                .setJobId("tickets")
                .setCheckpointId("id-10")
                .setCheckpoint("file:///c")
                .setAdapterName("tickets-10")
                .setStep(10)
                .setPinned(false)
                .setVerdictId("v")
                .setPromotedAt(Instant.EPOCH)
                .build();
    }
}
