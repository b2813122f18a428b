package sharelora.engine.fused;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.ops.AdamW;

/**
 * The AdamW kernel on four stretches of memory, given by the addresses of their first numbers. A number's bits do not
 * depend on where it lies in its stretch.
 */
record Update(long values, long gradient, long mean, long square) {

    /** Numbers that stay in the first cache from one pass to the next; a multiple of {@link Lanes#COUNT}. */
    private static final int BLOCK = 1024;

    void run(int count, AdamW adamW) {
        int whole = count - count % Lanes.COUNT;
        for (int from = 0; from < whole; from += BLOCK) {
            Update block = from((long) from * Float.BYTES);
            int some = Math.min(BLOCK, whole - from);
            block.moments(some, adamW);
            block.step(some, adamW);
        }
        for (int j = whole; j < count; j++) {
            one((long) j * Float.BYTES, adamW);
        }
    }

    private Update from(long bytes) {
        return new Update(values + bytes, gradient + bytes, mean + bytes, square + bytes);
    }

    private void moments(int count, AdamW adamW) {
        FloatVector scale = Lanes.fill((float) adamW.gradientScale());
        FloatVector fresh = Lanes.fill((float) (1 - adamW.beta1()));
        FloatVector keep = Lanes.fill((float) adamW.beta2());
        FloatVector freshSquare = Lanes.fill((float) (1 - adamW.beta2()));
        for (int j = 0; j < count; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector g = Lanes.load(gradient + at).mul(scale);
            FloatVector m = Lanes.load(mean + at);
            Lanes.store(mean + at, g.sub(m).fma(fresh, m));
            Lanes.store(
                    square + at, Lanes.load(square + at).mul(keep).add(g.mul(g).mul(freshSquare)));
        }
    }

    private void step(int count, AdamW adamW) {
        FloatVector keep = Lanes.fill(keep(adamW));
        FloatVector rate = Lanes.fill(rate(adamW));
        FloatVector root = Lanes.fill(root(adamW));
        FloatVector epsilon = Lanes.fill((float) adamW.epsilon());
        for (int j = 0; j < count; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector divisor = Lanes.load(square + at).sqrt().mul(root).add(epsilon);
            FloatVector kept = Lanes.load(values + at).mul(keep);
            Lanes.store(values + at, Lanes.load(mean + at).div(divisor).fma(rate, kept));
        }
    }

    /** What both loops do to a number, for those that fill no vector: its neighbour may be somebody else's. */
    private void one(long at, AdamW adamW) {
        float g = Lanes.get(gradient + at) * (float) adamW.gradientScale();
        float before = Lanes.get(mean + at);
        float m = Math.fma(g - before, (float) (1 - adamW.beta1()), before);
        float s = Lanes.get(square + at) * (float) adamW.beta2() + g * g * (float) (1 - adamW.beta2());
        float divisor = (float) Math.sqrt(s) * root(adamW) + (float) adamW.epsilon();
        Lanes.set(mean + at, m);
        Lanes.set(square + at, s);
        Lanes.set(values + at, Math.fma(m / divisor, rate(adamW), Lanes.get(values + at) * keep(adamW)));
    }

    private static float keep(AdamW adamW) {
        return (float) (1 - adamW.learningRate() * adamW.weightDecay());
    }

    private static float rate(AdamW adamW) {
        return (float) (-adamW.learningRate() / adamW.meanCorrection());
    }

    private static float root(AdamW adamW) {
        return (float) (1 / Math.sqrt(adamW.squareCorrection()));
    }
}
