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

    private final TrainerTestBed bed = TrainerTestBed.shared();

    @Test
    void isFencedByASecondTrainerOfTheSameJob() throws Exception {
        bed.createStream("fenced");
        bed.write("fenced", 0, 6);
        TrainerLoop first = bed.start("fenced", "fenced", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> first.figures().step() == 6);
        TrainerLoop second = bed.start("fenced", "fenced", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> second.figures().snapshotStep() >= 0);

        bed.write("fenced", 6, 20);

        assertThat(TrainerTestBed.failure(first)).isInstanceOf(FencedException.class);
        bed.finish(second);
        assertThat(bed.manifest("fenced").getStep()).isEqualTo(20);
        assertThat(bed.steps("fenced")).hasSize(20);
    }

    @Test
    void takesAStepThatWasDiscardedAgainAndEndsWithTheSameBits() throws Exception {
        bed.createStream("cut-short");
        bed.write("cut-short", 0, 6);
        TrainerLoop loop = bed.start("cut-short", "cut-short", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> loop.figures().step() == 6);

        loop.discardStep();
        bed.write("cut-short", 6, 15);

        await().atMost(TrainerTestBed.PATIENCE).until(() -> loop.figures().snapshotStep() == 6);
        bed.finish(loop);
        bed.finish(bed.start("cut-short-twin", "cut-short", 1));
        assertThat(bed.manifest("cut-short").getNewest().getSha256())
                .isEqualTo(bed.manifest("cut-short-twin").getNewest().getSha256());
        assertThat(bed.steps("cut-short")).isEqualTo(bed.steps("cut-short-twin"));
    }

    @Test
    void stopsWithASnapshotOfAllThatItLearned() throws Exception {
        bed.createStream("told");
        bed.write("told", 0, 6);
        TrainerLoop loop = bed.start("told", "told", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> loop.figures().step() == 6);

        TrainerLoop.end(List.of(loop));

        assertThat(loop.ended().succeeded()).isTrue();
        assertThat(bed.manifest("told").getStep()).isEqualTo(6);
        assertThat(bed.manifest("told").getNewest().getFinal$()).isFalse();
    }

    @Test
    void waitsWhereTheBlobStoreIsFullAndGoesOnWhenItIsNot() throws Exception {
        bed.createStream("full");
        bed.write("full", 0, 12);
        bed.blobs.fail(1, 3, false, () -> new TransientException("no room for blobs"));

        TrainerLoop loop = bed.start("full", "full", 1);

        await().atMost(TrainerTestBed.PATIENCE)
                .until(() -> bed.platform.health().ready().checks().stream()
                        .anyMatch(check -> check.name().equals("trainer full")
                                && check.reason().contains("no room for blobs")));
        assertThat(loop.ended().isComplete()).isFalse();
        bed.finish(loop);
        assertThat(bed.manifest("full").getStep()).isEqualTo(12);
        assertThat(bed.steps("full")).hasSize(12);
    }

    @Test
    void announcesTheEndAgainWhereTheNewestStateIsNotFlaggedAsSuch() throws Exception {
        bed.createStream("again");
        bed.write("again", 0, 10);
        TrainerLoop loop = bed.start("again", "again", 1);
        await().atMost(TrainerTestBed.PATIENCE).until(() -> loop.figures().snapshotStep() == 10);
        assertThat(bed.manifest("again").getNewest().getFinal$()).isFalse();

        bed.finish(loop);

        AdapterSnapshot manifest = bed.manifest("again");
        assertThat(manifest.getNewest().getFinal$()).isTrue();
        assertThat(manifest.getKept()).extracting(KeptState::getStep).containsExactly(10L, 8L, 4L, 0L);
        assertThat(bed.steps("again")).hasSize(10);
    }

    @Test
    void refusesAGroupOffsetThatIsNotTheManifests() throws Exception {
        bed.createStream("moved");
        bed.write("moved", 0, 6);
        bed.finish(bed.start("moved", "moved", 1));
        Position place = new Position(Topics.tokenBatches("moved").name(), 0);
        try (ExclusiveProducer other = ExclusiveProducer.open(bed.kafka(), "other")) {
            other.commit(List.of(), Map.of(place, 1L), JobLock.of("moved"));
        }

        TrainerLoop loop = bed.start("moved", "moved", 1);

        assertThat(TrainerTestBed.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("is at offset 1, expected "
                        + bed.manifest("moved").getNewest().getNextOffset());
    }

    @Test
    void refusesToGoOnWhereNoStateIsWhole() throws Exception {
        bed.createStream("lost");
        bed.write("lost", 0, 6);
        bed.finish(bed.start("lost", "lost", 1));
        for (KeptState state : bed.manifest("lost").getKept()) {
            Files.write(bed.blobFile(BlobNames.state("lost", state)), new byte[] {1, 2, 3});
        }

        TrainerLoop loop = bed.start("lost", "lost", 1);

        assertThat(TrainerTestBed.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("job lost: none of its 3 kept states is whole");
    }

    @Test
    void refusesAJobOfAnotherKindOfMachineWhereItIsStrictAndGoesOnWhereItIsNot() throws Exception {
        // Given
        bed.createStream("elsewhere");
        bed.write("elsewhere", 0, 6);
        bed.finish(bed.start("elsewhere", "elsewhere", 1));
        AdapterSnapshot here = bed.manifest("elsewhere");
        bed.write(Outgoing.of(
                Topics.ADAPTER_SNAPSHOTS,
                "elsewhere",
                AdapterSnapshot.newBuilder(here).setCpuFeatures("abacus").build()));
        bed.write("elsewhere", 6, 9);

        // When
        TrainerLoop strict = bed.startStrictly("elsewhere", "elsewhere");

        // Then
        assertThat(TrainerTestBed.failure(strict))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("job elsewhere: step 6 was computed on abacus by " + here.getEngine()
                        + ", this is " + here.getCpuFeatures());
        bed.finish(bed.start("elsewhere", "elsewhere", 1));
        assertThat(bed.manifest("elsewhere")).satisfies(manifest -> {
            assertThat(manifest.getStep()).isEqualTo(9);
            assertThat(manifest.getCpuFeatures()).isEqualTo(here.getCpuFeatures());
            assertThat(manifest.getEngine()).contains("oneDNN", "ND4J 1.", "Java " + Runtime.version());
            assertThat(manifest.getGradientShards()).isEqualTo(2);
        });
    }

    @Test
    void refusesAStateOfAnotherVersionByThatName() throws Exception {
        // Given
        bed.createStream("earlier");
        bed.write("earlier", 0, 6);
        bed.finish(bed.start("earlier", "earlier", 1));
        AdapterSnapshot now = bed.manifest("earlier");
        String state = Files.readString(
                bed.blobFile(BlobNames.state("earlier", now.getNewest())), StandardCharsets.ISO_8859_1);
        byte[] older = state.replace("sharelora-state-1", "sharelora-state-0").getBytes(StandardCharsets.ISO_8859_1);
        KeptState kept = KeptState.newBuilder(now.getNewest())
                .setSha256(Sha256.of(older))
                .build();
        bed.blobs.put(BlobNames.state("earlier", kept), older);
        bed.write(Outgoing.of(
                Topics.ADAPTER_SNAPSHOTS,
                "earlier",
                AdapterSnapshot.newBuilder(now).setKept(List.of(kept)).build()));

        // When
        TrainerLoop loop = bed.start("earlier", "earlier", 1);

        // Then
        assertThat(TrainerTestBed.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("has the format sharelora-state-0 of another version")
                .hasMessageContaining("go on with that version");
    }

    @Test
    void refusesBatchesOfAnotherTokenizerAndCommitsNothingOfThem() {
        bed.createStream("foreign");
        bed.write(Outgoing.of(Topics.tokenBatches("foreign"), null, Batches.batch(0, "f".repeat(64), Batches.LABELS)));

        TrainerLoop loop = bed.start("foreign", "foreign", 1);

        assertThat(TrainerTestBed.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("f".repeat(64));
        assertThat(bed.manifest("foreign").getStep()).isZero();
    }

    @Test
    void namesABaseThatIsNotInTheBlobStore() {
        bed.createStream("baseless");
        String absent = "a".repeat(64);

        TrainerLoop loop =
                bed.start(bed.job("baseless", "baseless").setBaseSha256(absent).build(), 1);

        assertThat(TrainerTestBed.failure(loop))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("base tiny " + absent + " is not in the blob store");
        assertThat(bed.manifest("baseless")).isNull();
    }

    @Test
    void deadLettersWhatIsNoBatchOnceAndLearnsTheRest() throws Exception {
        bed.createStream("mixed");
        bed.write("mixed", 0, 3);
        Topic<Source> mixed = new Topic<>(Topics.tokenBatches("mixed").name(), Source.class, 1, Optional.empty());
        bed.write(Outgoing.of(mixed, null, new Source("no", 0, 1L)));
        bed.write("mixed", 3, 9);

        TrainerLoop loop = bed.start("mixed", "mixed", 1);
        bed.finish(loop);
        bed.finish(bed.start("mixed", "mixed", 1));

        assertThat(bed.manifest("mixed").getStep()).isEqualTo(9);
        assertThat(bed.deadLetters("mixed"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("unreadable"));
    }
}
