package sharelora.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.Workspace;
import sharelora.engine.fused.kernels.Exponential;
import sharelora.engine.fused.memory.FusedFlat;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.operations.Gelu;

class KernelAccuracyTest {

    private final Workspace workspace = new Workspace();
    private final ShardContext shard = new ShardContext(workspace, new FusedFlat(1), new FusedFlat(1));

    @AfterEach
    void close() {
        workspace.arena().close();
    }

    @Test
    void expIsRightToTwoInTenMillion() {
        for (double x = -86; x <= 88; x += 0.0137) {
            assertThat(exp((float) x) / StrictMath.exp((float) x)).isCloseTo(1, within(2e-7));
        }
    }

    @Test
    void expVanishesFarBelowZeroAndKeepsNaN() {
        assertThat(exp(Float.NEGATIVE_INFINITY)).isBetween(0.0, 1e-37);
        assertThat(exp(-1e30f)).isBetween(0.0, 1e-37);
        assertThat(exp(Float.NaN)).isNaN();
    }

    @Test
    void geluAndItsDerivativeAreExactToFloat32() {
        // Given
        int count = 2001;
        Matrix z = shard.matrix(1, count);
        for (int i = 0; i < count; i++) {
            Lanes.set(z.address() + (long) i * Float.BYTES, -10 + i / 100f);
        }
        FusedTensor x = shard.tracked(z);
        // When
        FusedTensor y = Gelu.apply(shard, x);
        Rows.scale(y.value().address(), 0, y.openGradient().address(), y.value().floats());
        for (int i = 0; i < count; i++) {
            Lanes.set(y.gradient().address() + (long) i * Float.BYTES, 1);
        }
        shard.backward();
        // Then
        for (int i = 0; i < count; i++) {
            double at = -10 + i / 100f;
            double density = StrictMath.exp(-at * at / 2) / StrictMath.sqrt(2 * StrictMath.PI);
            double scale = Math.max(1, Math.abs(at));
            long offset = (long) i * Float.BYTES;
            assertThat((double) Lanes.get(y.value().address() + offset)).isCloseTo(at * phi(at), within(2e-7 * scale));
            assertThat((double) Lanes.get(x.gradient().address() + offset))
                    .isCloseTo(phi(at) + at * density, within(4e-7));
        }
    }

    private double exp(float x) {
        Matrix at = workspace.arena().matrix(1, 1);
        Lanes.store(at.address(), Exponential.of(Lanes.fill(x)));
        return Lanes.get(at.address());
    }

    /** The normal distribution by Simpson's rule. */
    private static double phi(double x) {
        int steps = 400;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = i * width;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * StrictMath.exp(-at * at / 2);
        }
        return 0.5 + sum * width / 3 / StrictMath.sqrt(2 * StrictMath.PI);
    }
}
