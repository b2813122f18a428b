package sharelora.engine.drift;

import java.util.Optional;

/**
 * What a job has seen of its batches, a value.
 *
 * @param drift what its detector has become
 * @param quarantine what its quarantine has become
 * @param averageFrom updates before the running average began: 0, or as many as there were at the change that restarted it
 * @param raisedTo the last update whose rate is raised; 0: none was
 */
public record GuardState(DriftState drift, QuarantineState quarantine, long averageFrom, long raisedTo) {

    /** Nothing seen. */
    public static final GuardState NONE = new GuardState(DriftState.NONE, QuarantineState.NONE, 0, 0);

    /**
     * What is to be done with a batch.
     *
     * @param after the state that it leaves
     * @param outlier why it is not learned; empty: it is
     * @param alarm where it shows that the stream has changed
     */
    public record Judged(GuardState after, Optional<Outlier> outlier, Optional<Alarm> alarm) {}

    /** Looks at a batch. */
    public Judged judge(GuardSpec spec, Figures figures) {
        Optional<Outlier> outlier = spec.quarantine().flatMap(asked -> quarantine.outlier(asked, figures));
        if (outlier.isEmpty()) {
            return seen(spec, figures);
        }
        if (quarantine.inARow() < QuarantineSpec.MOST_IN_A_ROW) {
            return new Judged(with(drift, quarantine.heldBack()), outlier, Optional.empty());
        }
        // No poison, but what the stream is now: neither part is to tell the same change once more.
        Alarm alarm = new Alarm(
                Alarm.QUARANTINE,
                outlier.get().figure(),
                outlier.get().limit(),
                outlier.get().value());
        return new Judged(with(drift.anew(), QuarantineState.NONE), Optional.empty(), Optional.of(alarm));
    }

    private Judged seen(GuardSpec spec, Figures figures) {
        QuarantineState learned = spec.quarantine()
                .map(asked -> quarantine.learned(asked, figures))
                .orElse(quarantine);
        Optional<DriftState.Seen> seen = spec.drift().map(asked -> drift.see(asked, figures));
        return new Judged(
                with(seen.map(DriftState.Seen::after).orElse(drift), learned),
                Optional.empty(),
                seen.flatMap(DriftState.Seen::alarm));
    }

    /**
     * After what is to be done at a change.
     *
     * @param updates so far, that of the batch that showed it included
     */
    public GuardState acted(OnDrift onDrift, long updates) {
        return switch (onDrift.action()) {
            case TELL -> this;
            case RESTART_AVERAGE -> new GuardState(drift, quarantine, updates, raisedTo);
            case RAISE_RATE -> new GuardState(drift, quarantine, averageFrom, updates + onDrift.steps());
        };
    }

    /**
     * What the learning rate of an update is multiplied by.
     *
     * @param update its number, from 1
     */
    public double rateFactor(OnDrift onDrift, long update) {
        return update <= raisedTo ? onDrift.factor() : 1;
    }

    private GuardState with(DriftState seen, QuarantineState learned) {
        return new GuardState(seen, learned, averageFrom, raisedTo);
    }
}
