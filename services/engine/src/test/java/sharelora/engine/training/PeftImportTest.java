package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Worker;

/** A folder that PEFT wrote ({@code infra/golden/make_variants.py}): what it computes, and training on from it. */
class PeftImportTest {

    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final TrainingSpec TRAINING = new TrainingSpec(1e-2, Schedule.constant(0), 0.01, 1, 7, 2, false);

    private final Engine engine = Engines.fused();
    private BaseModel base;
    private JsonNode golden;
    private LowRankAdapter adapter;

    @BeforeEach
    void open() throws IOException {
        base = BaseModel.open(engine, Golden.folder("bert").resolve("base"));
        golden = new ObjectMapper()
                .readTree(Golden.folder("bert").resolve("peft.json").toFile());
        adapter = PeftFolder.readAdapter(Golden.folder("bert").resolve("peft"));
    }

    @AfterEach
    void close() {
        base.close();
        engine.close();
    }

    @Test
    void computesWhatPeftComputes() {
        // Given
        TrainingState state = start(LowRankSpec.of(adapter));
        Layout layout = Layout.of(base.shape(), state.subject().adapter(), HeadSpec.MEAN, LABELS.size());
        // When
        float[] pooled = pooled(base, layout.adapter(), state.values());
        // Then
        assertThat(adapter.rankStabilized()).isTrue();
        assertPooled(pooled);
    }

    @Test
    void trainsOnAsPyTorchDoes() {
        // Given
        FineTuneSpec subject = subject(LowRankSpec.of(adapter));
        Origin origin = new Origin(Optional.of(adapter), Optional.empty());
        try (FineTuner tuner = FineTuner.start(base, subject, origin, 0, 2)) {
            for (int step = 0; step < golden.get("losses").size(); step++) {
                PackedBatch batch = batch(step);
                // When
                double loss = tuner.step(batch, LABELS, Jobs.consumed(step, batch.records()))
                        .loss();
                // Then
                double expected = golden.get("losses").get(step).doubleValue();
                assertThat(loss).as("loss of step " + step).isCloseTo(expected, within(1e-3 * (1 + expected)));
            }
        }
    }

    @Test
    void isTheSameWorkedIntoTheBase(@TempDir Path folder) {
        // Given
        MergedModel.write(Golden.folder("bert").resolve("base"), adapter, Optional.empty(), folder);
        try (BaseModel merged = BaseModel.open(engine, folder)) {
            // When
            float[] pooled = pooled(merged, Adapter.NONE, new float[1]);
            // Then
            assertPooled(pooled);
        }
    }

    @Test
    void startsFromNothingThatIsNotWhatTheJobSays() {
        // Given
        LowRankSpec own = LowRankSpec.of(adapter);
        LowRankSpec rank = new LowRankSpec(LowRankMethod.LORA, 4, 6, 0, own.targets()).as(own.variant());
        LowRankSpec targets = new LowRankSpec(LowRankMethod.LORA, 3, 6, 0, List.of("query")).as(own.variant());
        LowRankSpec shared = new LowRankSpec(LowRankMethod.SHARE_A, 3, 6, 0, own.targets()).as(own.variant());
        // When, Then
        assertThatThrownBy(() -> start(rank)).hasMessageContaining("has the rank 3, expected 4 as the job says");
        assertThatThrownBy(() -> start(targets)).hasMessageContaining("expected [query] as the job says");
        assertThatThrownBy(() -> start(own.as(Variant.PLAIN))).hasMessageContaining("has the scale 3.4641");
        assertThatThrownBy(() -> start(shared))
                .hasMessage("query.A of layer 1 is not that of layer 0, expected one for all layers in share-a"
                        + "; the method lora takes any");
    }

    private void assertPooled(float[] pooled) {
        for (int i = 0; i < pooled.length; i++) {
            double expected = golden.get("pooled").get(i).doubleValue();
            assertThat((double) pooled[i]).isCloseTo(expected, within(1e-4 * (1 + Math.abs(expected))));
        }
        assertThat(pooled).hasSize(golden.get("pooled").size());
    }

    private float[] pooled(BaseModel model, Adapter added, float[] numbers) {
        Flat values = engine.flat(numbers.length);
        values.write(0, numbers);
        PackedBatch batch = batch(0);
        try (Worker worker = engine.worker(values)) {
            Ops ops = worker.evaluate();
            ForwardContext pass = ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts()));
            return ops.read(model.pooled(pass, added, 10));
        }
    }

    private TrainingState start(LowRankSpec spec) {
        Origin origin = new Origin(Optional.of(adapter), Optional.empty());
        try (FineTuner tuner = FineTuner.start(base, subject(spec), origin, 0, 1)) {
            return tuner.state();
        }
    }

    private static FineTuneSpec subject(LowRankSpec spec) {
        return new FineTuneSpec(
                "tiny", "b".repeat(64), "c".repeat(64), Task.CLASSIFICATION, spec, HeadSpec.MEAN, TRAINING, LABELS);
    }

    private PackedBatch batch(int step) {
        JsonNode batch = golden.get("batches").get(step % golden.get("batches").size());
        return new PackedBatch(
                integers(batch.get("tokenIds")), integers(batch.get("starts")), integers(batch.get("targets")));
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
