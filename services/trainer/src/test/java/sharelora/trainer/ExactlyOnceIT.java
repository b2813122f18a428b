package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.models.base.OpenBase;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * Every token batch is learned exactly once, whatever happens to the trainer: twins on one stream, of which one is killed
 * over and over, end with the same bits and tell of the same steps.
 */
class ExactlyOnceIT {

    private static final int BATCHES = 42;

    @TempDir
    static Path folder;

    private static final Ground ground = Ground.shared();
    private static String wholeSha256;

    @BeforeAll
    static void trainWithoutAPause() throws Exception {
        ground.createStream("calm");
        ground.write("calm", 0, BATCHES);
        ground.finish(ground.start("whole", "calm", 2));
        wholeSha256 = ground.manifest("whole").getNewest().getSha256();
    }

    @Test
    void learnsEveryBatchAndFlagsTheEnd() {
        AdapterSnapshot manifest = ground.manifest("whole");

        assertThat(manifest.getStep()).isEqualTo(BATCHES);
        assertThat(manifest.getRecords()).isEqualTo(BATCHES * 4L);
        assertThat(manifest.getNewest().getFinal$()).isTrue();
        assertThat(manifest.getKept())
                .filteredOn(KeptState::getCheckpoint)
                .extracting(KeptState::getStep)
                .containsExactly(42L, 40L, 30L, 20L, 10L, 0L);
        assertThat(ground.steps("whole"))
                .extracting(TrainStep::getStep)
                .hasSize(BATCHES)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(ground.blobs.list(BlobNames.states("whole"))).isNotEmpty();
    }

    @Test
    void endsWithTheSameBitsHoweverOftenItWasKilled() throws Exception {
        Random random = new Random(11);
        TrainerLoop loop = ground.start("killed", "calm", 1);
        for (int kill = 1; kill <= 4; kill++) {
            long until = loop.figures().step() + 1 + random.nextInt(13);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Ground.PATIENCE)
                    .until(loop::figures, now -> now.step() >= Math.min(until, BATCHES));
            loop.abandon();
            loop.join(Ground.PATIENCE);
            loop = ground.start("killed", "calm", 1 + kill % 4);
        }

        ground.finish(loop);

        assertThat(ground.manifest("killed").getNewest().getSha256()).isEqualTo(wholeSha256);
        assertThat(ground.steps("killed")).isEqualTo(ground.steps("whole"));
        assertThat(flagged("killed")).isEqualTo(flagged("whole"));
    }

    @Test
    void endsWithTheSameBitsWhereItDiesBeforeAndAfterAStateIsDurable() throws Exception {
        for (int put = 0; put < 4; put++) {
            ground.blobs.fail(1, 1, put % 2 == 0, () -> new IllegalStateException("killed"));
            TrainerLoop loop = ground.start("cut", "calm", 1 + put % 2);
            assertThat(Ground.failure(loop)).hasMessage("killed");
        }

        ground.finish(ground.start("cut", "calm", 3));

        assertThat(ground.manifest("cut").getNewest().getSha256()).isEqualTo(wholeSha256);
        assertThat(ground.steps("cut")).isEqualTo(ground.steps("whole"));
        assertThat(flagged("cut")).isEqualTo(flagged("whole"));
    }

    @Test
    void recomputesWhatADamagedStateHeldWithoutTellingOfItTwice() throws Exception {
        ground.createStream("damaged");
        ground.write("damaged", 0, 30);
        ground.finish(ground.start("before", "damaged", 2));
        KeptState newest = ground.manifest("before").getNewest();
        Path blob = ground.blobFile(BlobNames.state("before", newest));
        damage(blob);
        ground.write("damaged", 30, 45);

        ground.finish(ground.start("before", "damaged", 1));
        ground.finish(ground.start("twin", "damaged", 1));

        assertThat(Sha256.of(blob)).isEqualTo(newest.getSha256());
        assertThat(ground.manifest("before").getNewest().getSha256())
                .isEqualTo(ground.manifest("twin").getNewest().getSha256());
        assertThat(ground.steps("before")).isEqualTo(ground.steps("twin"));
    }

    /** The comparison above can fail: this is the resume that a group's offset would give. */
    @Test
    void wouldEndWithOtherBitsWhereItTrustedTheGroupsOffset() throws Exception {
        List<KeptState> kept = ground.manifest("whole").getKept();
        KeptState older =
                kept.stream().filter(state -> state.getStep() == 30).findFirst().orElseThrow();
        TrainingState state = StateFile.read(ground.blobs.fetch(BlobNames.state("whole", older)));
        long groupOffset = kept.stream()
                .filter(s -> s.getStep() > 30)
                .mapToLong(KeptState::getNextOffset)
                .min()
                .orElseThrow();

        String trusted = learnFrom(state, groupOffset);
        String own = learnFrom(state, older.getNextOffset());

        assertThat(groupOffset)
                .isGreaterThan(older.getNextOffset())
                .isLessThan(kept.getFirst().getNextOffset());
        assertThat(trusted).isNotEqualTo(wholeSha256);
        assertThat(own).isEqualTo(wholeSha256);
    }

    private String learnFrom(TrainingState state, long offset) throws IOException {
        JobSettings job = JobSettings.of(ground.job("whole", "calm").build());
        OpenBase base = ground.bases.base(job.base(), job.baseSha256(), job.precision());
        Position place = new Position(Topics.tokenBatches("calm").name(), 0);
        try (LearningSession learning =
                        new LearningSession(job, state.subject(), FineTuner.resume(base.model(), state, 2), 0);
                LogReader log = LogReader.open(ground.kafka(), place, offset)) {
            while (log.position() < log.endOffset()) {
                for (Received batch : log.poll(Duration.ofMillis(100))) {
                    learning.take(batch);
                }
            }
            WrittenFile stored = StateFile.write(learning.state(), folder.resolve("compared.safetensors"));
            return stored.sha256();
        }
    }

    private static Map<Long, String> flagged(String jobId) {
        Map<Long, String> flagged = new TreeMap<>();
        for (KeptState state : ground.manifest(jobId).getKept()) {
            if (state.getCheckpoint()) {
                flagged.put(state.getStep(), state.getSha256());
            }
        }
        return flagged;
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }
}
