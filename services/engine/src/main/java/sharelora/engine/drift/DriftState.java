package sharelora.engine.drift;

import java.util.Optional;

/**
 * What a job's detector has become. After an alarm it begins anew: ADWIN sheds its older part bucket by bucket, and each
 * shedding would be told as a change of its own.
 *
 * @param burnt batches of the burn-in so far
 * @param bound twice the largest loss of them: it is 1 to the detector, as is all above it
 * @param detector none: the burn-in is not over
 */
public record DriftState(int burnt, double bound, Optional<Detector> detector) {

    /** Nothing seen. */
    public static final DriftState NONE = new DriftState(0, 0, Optional.empty());

    /** Above the largest loss of the burn-in there must be room, or a rise from there is cut off. */
    private static final double HEADROOM = 2;

    /**
     * After a batch.
     *
     * @param alarm where the figure has risen
     */
    record Seen(DriftState after, Optional<Alarm> alarm) {}

    Seen see(DriftSpec spec, Figures figures) {
        if (detector.isEmpty()) {
            int count = burnt + 1;
            double largest = StrictMath.max(bound, HEADROOM * figures.loss());
            return new Seen(
                    new DriftState(count, largest, count < spec.burnIn() ? detector : Optional.of(spec.detector())),
                    Optional.empty());
        }
        double scale = spec.on() == Figure.LOSS && bound > 0 ? bound : 1;
        double scaled = StrictMath.min(1, StrictMath.max(0, figures.of(spec.on()) / scale));
        Detector.Seen seen = detector.get().see(scaled);
        return new Seen(
                new DriftState(burnt, bound, Optional.of(seen.rise().isEmpty() ? seen.after() : spec.detector())),
                seen.rise()
                        .map(rise ->
                                new Alarm(spec.id(), spec.on().id(), rise.before() * scale, rise.after() * scale)));
    }

    /** With a detector that has seen nothing; the bound stays. */
    DriftState anew() {
        return new DriftState(burnt, bound, detector.map(Detector::anew));
    }
}
