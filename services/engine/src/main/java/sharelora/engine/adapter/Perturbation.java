package sharelora.engine.adapter;

import sharelora.engine.ops.Flat;

/**
 * What a method does to its numbers for the length of a step, and the loss that it adds of its own: once a step, before the
 * shards see the numbers and after their gradients are added up. So it costs the same however many shards there are, and
 * their number and that of the threads have no part in it.
 */
@FunctionalInterface
public interface Perturbation {

    /** Most methods': nothing is changed, nothing is added. */
    Perturbation NONE = (values, seed, step) -> new Begun() {
        @Override
        public double end(Flat gradient) {
            return 0;
        }

        @Override
        public void close() {}
    };

    /**
     * Changes the numbers for a step.
     *
     * @param values all numbers, which {@link Begun#close} makes what they were, to the last bit
     * @param seed of the job
     * @param step from 0; the same seed and step change them in the same way
     */
    Begun begin(Flat values, long seed, long step);

    /** A step that has begun. */
    interface Begun extends AutoCloseable {

        /**
         * Makes of the gradient by the changed numbers that by the numbers themselves, and adds that of the method's own
         * loss.
         *
         * @param gradient of the mean loss of the whole batch, P numbers
         * @return the method's own loss, to add to that mean; not finite where the step is to be skipped
         */
        double end(Flat gradient);

        @Override
        void close();
    }
}
