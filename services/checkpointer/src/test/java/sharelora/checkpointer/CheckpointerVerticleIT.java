package sharelora.checkpointer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.fixtures.Manifests;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.KeptState;
import sharelora.schemas.Source;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Every flagged state becomes one whole checkpoint, announced once, and nothing is deleted before that. */
class CheckpointerVerticleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static TestInstallation installation;
    private static TinyStates states;

    private final Vertx vertx = Vertx.vertx();
    private CheckpointerVerticle checkpointer;
    private Platform platform;
    private String deployment;

    @BeforeAll
    static void startBroker() throws IOException {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        installation = TestInstallation.start(folder, blobs);
        states = new TinyStates(blobs, folder);
    }

    @AfterAll
    static void stopBroker() {
        installation.close();
    }

    @BeforeEach
    void deploy() {
        deploy(CheckpointerConfig.standard());
    }

    private void deploy(CheckpointerConfig config) {
        platform = installation.platform();
        checkpointer = new CheckpointerVerticle(config, platform);
        var deployed = vertx.deployVerticle(checkpointer);
        await().atMost(PATIENCE).until(deployed::succeeded);
        deployment = deployed.result();
    }

    @AfterEach
    void undeploy() {
        await().atMost(PATIENCE).until(vertx.close()::isComplete);
    }

    @Test
    void announcesEveryFlaggedStateOnceAsAFolderThatIsWhole() {
        KeptState first = states.store("whole", 0, true, false);
        KeptState plain = states.store("whole", 4, false, false);
        KeptState second = states.store("whole", 10, true, false);

        write("whole", first);
        write("whole", second, plain, first);
        drain();

        List<Checkpoint> announced = announced("whole");
        assertThat(announced).extracting(Checkpoint::getStep).containsExactly(0L, 10L);
        assertThat(announced.getFirst().getParent()).isNull();
        Checkpoint checkpoint = announced.getLast();
        assertThat(checkpoint.getParent()).isEqualTo(announced.getFirst().getCheckpointId());
        assertThat(checkpoint.getStateSha256()).isEqualTo(second.getSha256());
        assertThat(checkpoint.getTrainableParameters()).isEqualTo(192);
        assertThat(checkpoint.getRecords()).isEqualTo(40);
        Path whole = BlobFolder.fetch(installation.blobs(), BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
        assertThat(PeftFolder.read(whole).head().labels()).containsExactly("bug", "question");
        assertThat(whole.resolve("lineage.json"))
                .content()
                .contains("\"batches:0:[0,10)\"", second.getSha256(), checkpoint.getParent(), "mine@f00d");
    }

    @Test
    void announcesAStateAgainAsTheLastOneUnderTheSameId() {
        KeptState plain = states.store("last", 10, true, false);
        write("last", plain);
        drain();
        KeptState last = states.store("last", 10, true, true);

        write("last", last);
        drain();

        assertThat(announced("last")).extracting(Checkpoint::getFinal$).containsExactly(false, true);
        assertThat(announced("last"))
                .extracting(Checkpoint::getCheckpointId)
                .containsOnly(announced("last").getFirst().getCheckpointId());
    }

    @Test
    void announcesNothingTwiceWhereAnotherTakesOver() {
        KeptState first = states.store("twice", 0, true, false);
        write("twice", first);
        drain();
        await().atMost(PATIENCE).until(vertx.undeploy(deployment)::succeeded);
        KeptState second = states.store("twice", 10, true, false);
        write("twice", second, first);

        deploy();
        drain();

        assertThat(announced("twice")).extracting(Checkpoint::getStep).containsExactly(0L, 10L);
    }

    @Test
    void deletesStatesThatNoManifestListsAndCheckpointsBeyondThoseKept() {
        submit("tidy", 1);
        List<KeptState> flagged = new ArrayList<>();
        for (long step = 0; step <= 40; step += 10) {
            flagged.addFirst(states.store("tidy", step, true, false));
            KeptState plain = states.store("tidy", step + 4, false, false);
            List<KeptState> kept = new ArrayList<>(flagged);
            kept.addFirst(plain);
            write("tidy", kept.toArray(KeptState[]::new));
        }
        KeptState newest = states.store("tidy", 48, false, false);
        KeptState stepZero = flagged.getLast();

        write("tidy", newest, flagged.getFirst(), stepZero);
        drain();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(keys(BlobNames.states("tidy")))
                        .containsExactlyInAnyOrder(
                                BlobNames.state("tidy", newest),
                                BlobNames.state("tidy", flagged.getFirst()),
                                BlobNames.state("tidy", stepZero)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(announced("tidy"))
                        .filteredOn(
                                checkpoint -> !keys(checkpoint.getBlob() + "/").isEmpty())
                        .extracting(Checkpoint::getStep)
                        .containsExactly(0L, 30L, 40L));
        assertThat(announced("tidy")).hasSize(5);
    }

    @Test
    void deletesHowPromptsWereGoneOnWithTogetherWithTheirCheckpoint() {
        // Given
        submit("told", 1);
        KeptState first = states.store("told", 0, true, false);
        KeptState second = states.store("told", 10, true, false);
        write("told", second, first);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(announced("told")).hasSize(2));
        List<String> continuations = announced("told").stream()
                .map(checkpoint -> BlobNames.continuations(checkpoint.getCheckpointId() + "/suite"))
                .toList();
        continuations.forEach(key -> installation.blobs().put(key, new byte[] {'\n'}));

        // When
        KeptState third = states.store("told", 20, true, false);
        KeptState fourth = states.store("told", 30, true, false);
        write("told", fourth, third, second, first);
        drain();

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(keys(continuations.getLast())).isEmpty());
        assertThat(keys(continuations.getFirst())).hasSize(1);
    }

    @Test
    void leavesOfADeletedJobStepZeroTheNewestCheckpointAndNoState() {
        // Given
        List<KeptState> flagged = new ArrayList<>();
        for (long step = 0; step <= 30; step += 10) {
            flagged.addFirst(states.store("deleted", step, true, false));
        }
        submit("deleted", 9);
        write("deleted", flagged.toArray(KeptState[]::new));
        drain();
        await().atMost(PATIENCE).until(vertx.undeploy(deployment)::succeeded);

        // When
        submit("deleted", 9, JobState.DELETED);
        deploy(new CheckpointerConfig(Duration.ofNanos(1)));

        // Then
        await().atMost(PATIENCE).until(() -> keys(BlobNames.states("deleted")).isEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(announced("deleted"))
                        .filteredOn(
                                checkpoint -> !keys(checkpoint.getBlob() + "/").isEmpty())
                        .extracting(Checkpoint::getStep)
                        .containsExactly(0L, 30L));
    }

    @Test
    void deadLettersAFlaggedStateThatIsDamagedAndAnnouncesTheOthers() throws IOException {
        KeptState damaged = states.store("broken", 10, true, false);
        KeptState whole = states.store("broken", 20, true, false);
        Files.writeString(folder.resolve("blobs").resolve(BlobNames.state("broken", damaged)), "damaged");

        write("broken", damaged);
        write("broken", whole, damaged);
        drain();

        assertThat(announced("broken")).extracting(Checkpoint::getStep).containsExactly(20L);
        assertThat(installation.deadLetters("broken")).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("state-damaged");
            assertThat(letter.getDetail()).contains(BlobNames.state("broken", damaged));
        });
    }

    @Test
    void passesOverAStateThatIsGoneBecauseANewerManifestNoLongerListsIt() {
        await().atMost(PATIENCE).until(vertx.undeploy(deployment)::succeeded);
        KeptState gone = new KeptState(10L, "e".repeat(64), 1L, 10L, true, false);
        KeptState whole = states.store("gone", 20, true, false);
        write("gone", gone);
        write("gone", whole);

        deploy();
        drain();

        assertThat(announced("gone")).extracting(Checkpoint::getStep).containsExactly(20L);
        assertThat(installation.deadLetters("gone")).isEmpty();
    }

    @Test
    void jobWhoseBaseIsMissingStandsStillAndIsServedAtOnceWhereItsRecordSaysRetry() throws IOException {
        // Given
        Path base = new TinyBase(16, 2, 46, 24, 0.2, false).writeTo(folder.resolve("later"));
        String sha256 = BlobFolder.publish(elsewhere(), BlobNames.model("later"), base);
        submit("standing", 9);
        write("standing", states.on("later", sha256).store("standing", 0, true, false));
        write("beside", states.store("beside", 0, true, false));
        drain();
        assertThat(announced("beside")).hasSize(1);
        assertThat(announced("standing")).isEmpty();
        assertThat(platform.health().ready().checks().toString())
                .contains("checkpointer standing", "base later", "expected it whole in the blob store");

        // When
        BlobFolder.publish(installation.blobs(), BlobNames.model("later"), base);
        commit(Outgoing.of(
                Topics.JOBS,
                "standing",
                TrainingJobs.job("standing").setRetries(1).build()));

        // Then
        await().atMost(PATIENCE).until(() -> announced("standing").size() == 1);
        await().atMost(PATIENCE)
                .until(() -> !platform.health().ready().checks().toString().contains("standing"));
    }

    @Test
    void whoeverTakesOverServesTheManifestThatWasSetAside() throws IOException {
        // Given
        Path base = new TinyBase(16, 2, 46, 24, 0.1, false).writeTo(folder.resolve("latest"));
        String sha256 = BlobFolder.publish(elsewhere(), BlobNames.model("latest"), base);
        TinyStates stored = states.on("latest", sha256);
        KeptState first = stored.store("aside", 0, true, false);
        write("aside", first);
        write("aside", stored.store("aside", 10, true, false), first);
        write("after", states.store("after", 0, true, false));
        drain();
        assertThat(announced("after")).hasSize(1);
        await().atMost(PATIENCE).until(vertx.undeploy(deployment)::succeeded);

        // When
        BlobFolder.publish(installation.blobs(), BlobNames.model("latest"), base);
        deploy();
        drain();

        // Then
        assertThat(announced("aside")).extracting(Checkpoint::getStep).containsExactly(0L, 10L);
        assertThat(announced("after")).hasSize(1);
    }

    @Test
    void manifestThatCannotBeReadStopsNoJobButItsOwn() {
        // Given
        Topic<Source> snapshots = new Topic<>(Topics.ADAPTER_SNAPSHOTS.name(), Source.class, 1, Optional.empty());
        commit(Outgoing.of(snapshots, "bad", new Source("no", 0, 1L)));
        await().atMost(PATIENCE).until(vertx.undeploy(deployment)::succeeded);
        KeptState lost = new KeptState(10L, "d".repeat(64), 1L, 10L, true, false);

        // When
        deploy();
        write("readable", lost);
        write("readable", states.store("readable", 20, true, false));
        drain();

        // Then
        assertThat(announced("readable")).extracting(Checkpoint::getStep).containsExactly(20L);
        assertThat(checkpointer.ended().isComplete()).isFalse();
    }

    private static BlobStore elsewhere() {
        return BlobStore.open(folder.resolve("elsewhere").toUri());
    }

    private void drain() {
        var drained = checkpointer.drain();
        await().atMost(PATIENCE).until(drained::succeeded);
    }

    private static void write(String jobId, KeptState... kept) {
        commit(Outgoing.of(Topics.ADAPTER_SNAPSHOTS, jobId, Manifests.manifest(jobId, kept)));
    }

    private static void commit(Outgoing<?> record) {
        installation.commit("trainer", List.of(record));
    }

    private static void submit(String jobId, int checkpoints) {
        submit(jobId, checkpoints, JobState.RUNNING);
    }

    private static void submit(String jobId, int checkpoints, JobState state) {
        Job job = TrainingJobs.job(jobId)
                .setKeep(new Keep(1, checkpoints))
                .setState(state)
                .build();
        commit(Outgoing.of(Topics.JOBS, jobId, job));
    }

    private static List<Checkpoint> announced(String jobId) {
        return installation.read(Topics.CHECKPOINTS).stream()
                .filter(checkpoint -> checkpoint.getJobId().equals(jobId))
                .toList();
    }

    private static List<String> keys(String prefix) {
        return installation.blobs().list(prefix).stream()
                .map(blob -> blob.key())
                .toList();
    }
}
