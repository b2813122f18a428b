package sharelora.engine.fused;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.ops.AdamW;

/** The AdamW kernel. */
final class Update {

    private Update() {}

    /** @param count numbers, whole vectors; padding of zeros stays zero */
    static void run(long values, long gradient, long mean, long square, int count, AdamW adamW) {
        moments(gradient, mean, square, count, adamW);
        step(values, mean, square, count, adamW);
    }

    private static void moments(long gradient, long mean, long square, int count, AdamW adamW) {
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

    private static void step(long values, long mean, long square, int count, AdamW adamW) {
        FloatVector keep = Lanes.fill((float) (1 - adamW.learningRate() * adamW.weightDecay()));
        FloatVector rate = Lanes.fill((float) (-adamW.learningRate() / adamW.meanCorrection()));
        FloatVector root = Lanes.fill((float) (1 / Math.sqrt(adamW.squareCorrection())));
        FloatVector epsilon = Lanes.fill((float) adamW.epsilon());
        for (int j = 0; j < count; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector divisor = Lanes.load(square + at).sqrt().mul(root).add(epsilon);
            FloatVector kept = Lanes.load(values + at).mul(keep);
            Lanes.store(values + at, Lanes.load(mean + at).div(divisor).fma(rate, kept));
        }
    }
}
