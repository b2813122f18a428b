package sharelora.engine.drift;

/**
 * How a job notices that its stream has changed.
 *
 * @param detector that has seen nothing
 * @param on the figure that it sees
 * @param burnIn batches before it sees any; twice the largest loss of them is the bound by which losses are scaled
 */
public record DriftSpec(Detector detector, Figure on, int burnIn) {

    /** The burn-in of a job that names none. */
    public static final int USUAL_BURN_IN = 50;

    /** The largest burn-in. */
    public static final int MOST_BURN_IN = 1_000_000;

    public DriftSpec {
        if (detector == null || on == null) {
            throw new IllegalArgumentException("detector or figure is missing");
        }
        if (burnIn < 1 || burnIn > MOST_BURN_IN) {
            throw new IllegalArgumentException("drift burnIn is " + burnIn + ", expected 1 to " + MOST_BURN_IN);
        }
    }

    /** The detector's name, as job files, states and events spell it. */
    public String id() {
        return DetectorKind.of(detector).id();
    }
}
