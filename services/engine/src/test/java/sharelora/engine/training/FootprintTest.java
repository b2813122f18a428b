package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Footprint;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.TinyBert;
import sharelora.engine.ops.Engine;

/** Bytes counted from sizes against those that memory and files really have. */
class FootprintTest {

    private static final int SHARDS = 3;
    private static final long HEAD = (long) Float.BYTES * (Jobs.LABELS.size() * TinyBert.HIDDEN + Jobs.LABELS.size());

    @TempDir
    private Path folder;

    static Stream<LowRankSpec> specs() {
        return Stream.of(LowRankMethod.values())
                .map(method -> new LowRankSpec(method, 2, 4, 0, List.of("query", "down")))
                .flatMap(plain -> Stream.of(plain, plain.as(new Variant(true, 2, true))));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void isWhatIsHeldAndWritten(LowRankSpec spec) throws IOException {
        // Given
        FineTuneSpec subject = Jobs.subject(spec, new TrainingSpec(1e-2, Schedule.constant(0), 0, 1, 7, SHARDS, false));
        try (Engine engine = Engines.reference(DataType.FLOAT);
                BaseModel base = BaseModel.open(engine, TinyBert.write(folder.resolve("base"), 1));
                FineTuner tuner = FineTuner.start(base, subject, 1);
                TrainableModel trained = TrainableModel.of(base, tuner.state(), 1)) {
            // When
            Footprint footprint = Footprint.of(base.shape(), spec, SHARDS);
            // Then
            StateFile.write(tuner.state(), folder.resolve("state"));
            PeftFolder.write(tuner.state().exported(base.shape()), folder.resolve("peft"));
            assertThat(footprint.weights() + HEAD)
                    .isEqualTo(4L * trained.values().size());
            assertThat(footprint.gradients() + SHARDS * HEAD)
                    .isEqualTo(4L * SHARDS * trained.gradient().size());
            assertThat(footprint.moments() + 2 * HEAD)
                    .isEqualTo(4L * 2 * tuner.state().mean().length);
            assertThat(footprint.state() + 3 * HEAD).isEqualTo(tensors(folder.resolve("state")));
            assertThat(footprint.exported())
                    .isEqualTo(tensors(folder.resolve("peft").resolve("adapter_model.safetensors")));
        }
    }

    /** Bytes of a safetensors file without its header, which a few kilobytes hold. */
    private static long tensors(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long header = ByteBuffer.wrap(in.readNBytes(Long.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            assertThat(header).isLessThan(4096);
            return Files.size(file) - Long.BYTES - header;
        }
    }
}
