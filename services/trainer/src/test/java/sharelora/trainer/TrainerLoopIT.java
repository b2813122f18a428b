package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Batches;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;
import sharelora.schemas.Source;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What a loop does where something is wrong, and what it refuses. */
class TrainerLoopIT {

    private final Ground ground = Ground.shared();

    @Test
    void isFencedByASecondTrainerOfTheSameJob() throws Exception {
        ground.createStream("fenced");
        ground.write("fenced", 0, 6);
        TrainerLoop first = ground.start("fenced", "fenced", 1);
        await().atMost(Ground.PATIENCE).until(() -> first.figures().step() == 6);
        TrainerLoop second = ground.start("fenced", "fenced", 1);
        await().atMost(Ground.PATIENCE).until(() -> second.figures().snapshotStep() >= 0);

        ground.write("fenced", 6, 20);

        assertThat(Ground.failure(first)).isInstanceOf(FencedException.class);
        ground.finish(second);
        assertThat(ground.manifest("fenced").getStep()).isEqualTo(20);
        assertThat(ground.steps("fenced")).hasSize(20);
    }

    @Test
    void takesAStepThatWasDiscardedAgainAndEndsWithTheSameBits() throws Exception {
        ground.createStream("cut-short");
        ground.write("cut-short", 0, 6);
        TrainerLoop loop = ground.start("cut-short", "cut-short", 1);
        await().atMost(Ground.PATIENCE).until(() -> loop.figures().step() == 6);

        loop.discardStep();
        ground.write("cut-short", 6, 15);

        await().atMost(Ground.PATIENCE).until(() -> loop.figures().snapshotStep() == 6);
        ground.finish(loop);
        ground.finish(ground.start("cut-short-twin", "cut-short", 1));
        assertThat(ground.manifest("cut-short").getNewest().getSha256())
                .isEqualTo(ground.manifest("cut-short-twin").getNewest().getSha256());
        assertThat(ground.steps("cut-short")).isEqualTo(ground.steps("cut-short-twin"));
    }

    @Test
    void stopsWithASnapshotOfAllThatItLearned() throws Exception {
        ground.createStream("told");
        ground.write("told", 0, 6);
        TrainerLoop loop = ground.start("told", "told", 1);
        await().atMost(Ground.PATIENCE).until(() -> loop.figures().step() == 6);

        TrainerLoop.end(List.of(loop));

        assertThat(loop.ended().succeeded()).isTrue();
        assertThat(ground.manifest("told").getStep()).isEqualTo(6);
        assertThat(ground.manifest("told").getNewest().getFinal$()).isFalse();
    }

    @Test
    void waitsWhereTheBlobStoreIsFullAndGoesOnWhenItIsNot() throws Exception {
        ground.createStream("full");
        ground.write("full", 0, 12);
        ground.blobs.fail(1, 3, false, () -> new TransientException("no room for blobs"));

        TrainerLoop loop = ground.start("full", "full", 1);

        await().atMost(Ground.PATIENCE)
                .until(() -> ground.platform.health().ready().checks().stream()
                        .anyMatch(check -> check.name().equals("trainer full")
                                && check.reason().contains("no room for blobs")));
        assertThat(loop.ended().isComplete()).isFalse();
        ground.finish(loop);
        assertThat(ground.manifest("full").getStep()).isEqualTo(12);
        assertThat(ground.steps("full")).hasSize(12);
    }

    @Test
    void announcesTheEndAgainWhereTheNewestStateIsNotFlaggedAsSuch() throws Exception {
        ground.createStream("again");
        ground.write("again", 0, 10);
        TrainerLoop loop = ground.start("again", "again", 1);
        await().atMost(Ground.PATIENCE).until(() -> loop.figures().snapshotStep() == 10);
        assertThat(ground.manifest("again").getNewest().getFinal$()).isFalse();

        ground.finish(loop);

        AdapterSnapshot manifest = ground.manifest("again");
        assertThat(manifest.getNewest().getFinal$()).isTrue();
        assertThat(manifest.getKept()).extracting(KeptState::getStep).containsExactly(10L, 8L, 4L, 0L);
        assertThat(ground.steps("again")).hasSize(10);
    }

    @Test
    void refusesAGroupOffsetThatIsNotTheManifests() throws Exception {
        ground.createStream("moved");
        ground.write("moved", 0, 6);
        ground.finish(ground.start("moved", "moved", 1));
        Position place = new Position(Topics.tokenBatches("moved").name(), 0);
        try (ExclusiveProducer other = ExclusiveProducer.open(ground.kafka(), "other")) {
            other.commit(List.of(), Map.of(place, 1L), JobLock.of("moved"));
        }

        TrainerLoop loop = ground.start("moved", "moved", 1);

        assertThat(Ground.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("is at offset 1, expected "
                        + ground.manifest("moved").getNewest().getNextOffset());
    }

    @Test
    void refusesToGoOnWhereNoStateIsWhole() throws Exception {
        ground.createStream("lost");
        ground.write("lost", 0, 6);
        ground.finish(ground.start("lost", "lost", 1));
        for (KeptState state : ground.manifest("lost").getKept()) {
            Files.write(ground.blobFile(BlobNames.state("lost", state)), new byte[] {1, 2, 3});
        }

        TrainerLoop loop = ground.start("lost", "lost", 1);

        assertThat(Ground.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("job lost: none of its 3 kept states is whole");
    }

    @Test
    void refusesAJobOfAnotherKindOfMachineWhereItIsStrictAndGoesOnWhereItIsNot() throws Exception {
        // Given
        ground.createStream("elsewhere");
        ground.write("elsewhere", 0, 6);
        ground.finish(ground.start("elsewhere", "elsewhere", 1));
        AdapterSnapshot here = ground.manifest("elsewhere");
        ground.write(Outgoing.of(
                Topics.ADAPTER_SNAPSHOTS,
                "elsewhere",
                AdapterSnapshot.newBuilder(here).setCpuFeatures("abacus").build()));
        ground.write("elsewhere", 6, 9);

        // When
        TrainerLoop strict = ground.startStrictly("elsewhere", "elsewhere");

        // Then
        assertThat(Ground.failure(strict))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("job elsewhere: step 6 was computed on abacus by " + here.getEngine()
                        + ", this is " + here.getCpuFeatures());
        ground.finish(ground.start("elsewhere", "elsewhere", 1));
        assertThat(ground.manifest("elsewhere")).satisfies(manifest -> {
            assertThat(manifest.getStep()).isEqualTo(9);
            assertThat(manifest.getCpuFeatures()).isEqualTo(here.getCpuFeatures());
            assertThat(manifest.getEngine()).contains("oneDNN", "ND4J 1.", "Java " + Runtime.version());
            assertThat(manifest.getGradientShards()).isEqualTo(2);
        });
    }

    @Test
    void refusesAStateOfAnotherVersionByThatName() throws Exception {
        // Given
        ground.createStream("earlier");
        ground.write("earlier", 0, 6);
        ground.finish(ground.start("earlier", "earlier", 1));
        AdapterSnapshot now = ground.manifest("earlier");
        String state = Files.readString(
                ground.blobFile(BlobNames.state("earlier", now.getNewest())), StandardCharsets.ISO_8859_1);
        byte[] older = state.replace("sharelora-state-1", "sharelora-state-0").getBytes(StandardCharsets.ISO_8859_1);
        KeptState kept = KeptState.newBuilder(now.getNewest())
                .setSha256(Sha256.of(older))
                .build();
        ground.blobs.put(BlobNames.state("earlier", kept), older);
        ground.write(Outgoing.of(
                Topics.ADAPTER_SNAPSHOTS,
                "earlier",
                AdapterSnapshot.newBuilder(now).setKept(List.of(kept)).build()));

        // When
        TrainerLoop loop = ground.start("earlier", "earlier", 1);

        // Then
        assertThat(Ground.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("has the format sharelora-state-0 of another version")
                .hasMessageContaining("go on with that version");
    }

    @Test
    void refusesBatchesOfAnotherTokenizerAndCommitsNothingOfThem() {
        ground.createStream("foreign");
        ground.write(
                Outgoing.of(Topics.tokenBatches("foreign"), null, Batches.batch(0, "f".repeat(64), Batches.LABELS)));

        TrainerLoop loop = ground.start("foreign", "foreign", 1);

        assertThat(Ground.failure(loop)).isInstanceOf(FatalException.class).hasMessageContaining("f".repeat(64));
        assertThat(ground.manifest("foreign").getStep()).isZero();
    }

    @Test
    void namesABaseThatIsNotInTheBlobStore() {
        ground.createStream("baseless");
        String absent = "a".repeat(64);

        TrainerLoop loop = ground.start(
                ground.job("baseless", "baseless").setBaseSha256(absent).build(), 1);

        assertThat(Ground.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("base tiny " + absent + " is not in the blob store");
        assertThat(ground.manifest("baseless")).isNull();
    }

    @Test
    void deadLettersWhatIsNoBatchOnceAndLearnsTheRest() throws Exception {
        ground.createStream("mixed");
        ground.write("mixed", 0, 3);
        Topic<Source> mixed = new Topic<>(Topics.tokenBatches("mixed").name(), Source.class, 1, Optional.empty());
        ground.write(Outgoing.of(mixed, null, new Source("no", 0, 1L)));
        ground.write("mixed", 3, 9);

        TrainerLoop loop = ground.start("mixed", "mixed", 1);
        ground.finish(loop);
        ground.finish(ground.start("mixed", "mixed", 1));

        assertThat(ground.manifest("mixed").getStep()).isEqualTo(9);
        assertThat(ground.deadLetters("mixed"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("unreadable"));
    }
}
