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

    private static final TrainerTestBed bed = TrainerTestBed.shared();
    private static String wholeSha256;

    @BeforeAll
    static void trainWithoutAPause() throws Exception {
        bed.createStream("calm");
        bed.write("calm", 0, BATCHES);
        bed.finish(bed.start("whole", "calm", 2));
        wholeSha256 = bed.manifest("whole").getNewest().getSha256();
    }

    @Test
    void learnsEveryBatchAndFlagsTheEnd() {
        AdapterSnapshot manifest = bed.manifest("whole");

        assertThat(manifest.getStep()).isEqualTo(BATCHES);
        assertThat(manifest.getRecords()).isEqualTo(BATCHES * 4L);
        assertThat(manifest.getNewest().getFinal$()).isTrue();
        assertThat(manifest.getKept())
                .filteredOn(KeptState::getCheckpoint)
                .extracting(KeptState::getStep)
                .containsExactly(42L, 40L, 30L, 20L, 10L, 0L);
        assertThat(bed.steps("whole"))
                .extracting(TrainStep::getStep)
                .hasSize(BATCHES)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(bed.blobs.list(BlobNames.states("whole"))).isNotEmpty();
    }

    @Test
    void endsWithTheSameBitsHoweverOftenItWasKilled() throws Exception {
        Random random = new Random(11);
        TrainerLoop loop = bed.start("killed", "calm", 1);
        for (int kill = 1; kill <= 4; kill++) {
            long until = loop.figures().step() + 1 + random.nextInt(13);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(TrainerTestBed.PATIENCE)
                    .until(loop::figures, now -> now.step() >= Math.min(until, BATCHES));
            loop.abandon();
            loop.join(TrainerTestBed.PATIENCE);
            loop = bed.start("killed", "calm", 1 + kill % 4);
        }

        bed.finish(loop);

        assertThat(bed.manifest("killed").getNewest().getSha256()).isEqualTo(wholeSha256);
        assertThat(bed.steps("killed")).isEqualTo(bed.steps("whole"));
        assertThat(flagged("killed")).isEqualTo(flagged("whole"));
    }

    @Test
    void endsWithTheSameBitsWhereItDiesBeforeAndAfterAStateIsDurable() throws Exception {
        for (int put = 0; put < 4; put++) {
            bed.blobs.fail(1, 1, put % 2 == 0, () -> new IllegalStateException("killed"));
            TrainerLoop loop = bed.start("cut", "calm", 1 + put % 2);
            assertThat(TrainerTestBed.failure(loop)).hasMessage("killed");
        }

        bed.finish(bed.start("cut", "calm", 3));

        assertThat(bed.manifest("cut").getNewest().getSha256()).isEqualTo(wholeSha256);
        assertThat(bed.steps("cut")).isEqualTo(bed.steps("whole"));
        assertThat(flagged("cut")).isEqualTo(flagged("whole"));
    }

    @Test
    void recomputesWhatADamagedStateHeldWithoutTellingOfItTwice() throws Exception {
        bed.createStream("damaged");
        bed.write("damaged", 0, 30);
        bed.finish(bed.start("before", "damaged", 2));
        KeptState newest = bed.manifest("before").getNewest();
        Path blob = bed.blobFile(BlobNames.state("before", newest));
        damage(blob);
        bed.write("damaged", 30, 45);

        bed.finish(bed.start("before", "damaged", 1));
        bed.finish(bed.start("twin", "damaged", 1));

        assertThat(Sha256.of(blob)).isEqualTo(newest.getSha256());
        assertThat(bed.manifest("before").getNewest().getSha256())
                .isEqualTo(bed.manifest("twin").getNewest().getSha256());
        assertThat(bed.steps("before")).isEqualTo(bed.steps("twin"));
    }

    /** The comparison above can fail: this is the resume that a group's offset would give. */
    @Test
    void wouldEndWithOtherBitsWhereItTrustedTheGroupsOffset() throws Exception {
        List<KeptState> kept = bed.manifest("whole").getKept();
        KeptState older =
                kept.stream().filter(state -> state.getStep() == 30).findFirst().orElseThrow();
        TrainingState state = StateFile.read(bed.blobs.fetch(BlobNames.state("whole", older)));
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
        JobSettings job = JobSettings.of(bed.job("whole", "calm").build());
        OpenBase base = bed.bases.base(job.base(), job.baseSha256(), job.arithmetic());
        Position place = new Position(Topics.tokenBatches("calm").name(), 0);
        try (LearningSession learning = new LearningSession(
                        job, state.subject(), base.model().shape(), FineTuner.resume(base.model(), state, 2), 0);
                LogReader log = LogReader.open(bed.kafka(), place, offset)) {
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
        for (KeptState state : bed.manifest(jobId).getKept()) {
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
