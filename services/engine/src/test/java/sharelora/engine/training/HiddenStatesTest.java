package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.DropoutNoise;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

class HiddenStatesTest {

    private static final Engine REFERENCE = Engines.reference(DataType.DOUBLE);
    private static final Engine FUSED = Engines.fused();

    @AfterAll
    static void close() {
        REFERENCE.close();
        FUSED.close();
    }

    static Stream<Arguments> cases() {
        return Golden.FAMILIES.stream()
                .flatMap(family -> Stream.of(Arguments.of(family, REFERENCE), Arguments.of(family, FUSED)));
    }

    /** With an adapter on every projection and dropout wherever the base has it. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("cases")
    void ofSomeTokensAreThoseThatTheyHaveAmongAll(String family, Engine engine) {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            PackedBatch batch = golden.batch(0);
            Sequences sequences = Sequences.of(batch.tokenIds(), batch.starts());
            int[] tokens = {0, 1, sequences.starts()[1], sequences.total() - 1};
            float[] all = read(golden, sequences, HiddenStates::all);

            // When
            float[] some = read(golden, sequences, states -> states.of(tokens));

            // Then
            int width = all.length / sequences.total();
            for (int i = 0; i < tokens.length; i++) {
                float[] expected = Arrays.copyOfRange(all, tokens[i] * width, (tokens[i] + 1) * width);
                assertThat(Arrays.copyOfRange(some, i * width, (i + 1) * width))
                        .containsExactly(expected, within(1e-4f));
            }
        }
    }

    private static float[] read(Golden golden, Sequences sequences, Function<HiddenStates, Tensor> asking) {
        LowRankSpec everywhere = new LowRankSpec(
                LowRankMethod.SHARE_A,
                2,
                4,
                0.2,
                golden.base().shape().projections().stream().map(p -> p.name()).toList());
        Layout layout = Layout.of(golden.base().shape(), everywhere, HeadSpec.MEAN, 2);
        float[] numbers = new float[layout.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sin(i) / 4;
        }
        Flat values = golden.base().engine().flat(numbers.length);
        values.write(0, numbers);
        try (Worker worker = golden.base().engine().worker(values)) {
            Ops ops = worker.evaluate();
            ForwardContext pass = new ForwardContext(ops, sequences, DropoutNoise.of(7, 3), DropoutNoise.of(8, 3));
            return ops.read(asking.apply(new HiddenStates(golden.base(), layout.adapter(), pass)));
        }
    }
}
