package sharelora.engine.fused.kernels;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.ops.AdamW;

/**
 * The AdamW kernel (Loshchilov and Hutter 2019) on four stretches of memory, given by the addresses of their first numbers. A number's bits do not
 * depend on where it lies in its stretch.
 */
public record AdamWUpdate(long values, long gradient, long mean, long square) {

    /** Numbers that stay in the first cache from one pass to the next; a multiple of {@link Lanes#COUNT}. */
    private static final int BLOCK = 1024;

    /** One update's constants. */
    private record Factors(
            float scale,
            float fresh,
            float kept,
            float freshSquare,
            float decayed,
            float rate,
            float root,
            float epsilon) {

        static Factors of(AdamW adamW) {
            return new Factors(
                    (float) adamW.gradientScale(),
                    (float) (1 - adamW.beta1()),
                    (float) adamW.beta2(),
                    (float) (1 - adamW.beta2()),
                    (float) (1 - adamW.learningRate() * adamW.weightDecay()),
                    (float) (-adamW.learningRate() / adamW.meanCorrection()),
                    (float) (1 / Math.sqrt(adamW.squareCorrection())),
                    (float) adamW.epsilon());
        }
    }

    /** Updates {@code count} numbers. */
    public void run(int count, AdamW adamW) {
        Factors f = Factors.of(adamW);
        int whole = count - count % Lanes.COUNT;
        for (int from = 0; from < whole; from += BLOCK) {
            int to = Math.min(whole, from + BLOCK);
            moments(from, to, f);
            step(from, to, f);
        }
        for (int j = whole; j < count; j++) {
            one((long) j * Float.BYTES, f);
        }
    }

    private void moments(int from, int to, Factors f) {
        FloatVector scale = Lanes.fill(f.scale);
        FloatVector fresh = Lanes.fill(f.fresh);
        FloatVector kept = Lanes.fill(f.kept);
        FloatVector freshSquare = Lanes.fill(f.freshSquare);
        for (int j = from; j < to; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector g = Lanes.load(gradient + at).mul(scale);
            FloatVector m = Lanes.load(mean + at);
            Lanes.store(mean + at, g.sub(m).fma(fresh, m));
            Lanes.store(
                    square + at, Lanes.load(square + at).mul(kept).add(g.mul(g).mul(freshSquare)));
        }
    }

    private void step(int from, int to, Factors f) {
        FloatVector decayed = Lanes.fill(f.decayed);
        FloatVector rate = Lanes.fill(f.rate);
        FloatVector root = Lanes.fill(f.root);
        FloatVector epsilon = Lanes.fill(f.epsilon);
        for (int j = from; j < to; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector divisor = Lanes.load(square + at).sqrt().mul(root).add(epsilon);
            FloatVector value = Lanes.load(values + at).mul(decayed);
            Lanes.store(values + at, Lanes.load(mean + at).div(divisor).fma(rate, value));
        }
    }

    /** Both loops for one number: the numbers behind the last whole vector may belong to another range. */
    private void one(long at, Factors f) {
        float g = Lanes.get(gradient + at) * f.scale;
        float before = Lanes.get(mean + at);
        float m = Math.fma(g - before, f.fresh, before);
        float s = Lanes.get(square + at) * f.kept + g * g * f.freshSquare;
        float divisor = (float) Math.sqrt(s) * f.root + f.epsilon;
        Lanes.set(mean + at, m);
        Lanes.set(square + at, s);
        Lanes.set(values + at, Math.fma(m / divisor, f.rate, Lanes.get(values + at) * f.decayed));
    }
}
