package sharelora.engine.drift;

import java.util.Optional;

/**
 * How a job looks at its batches before it learns them.
 *
 * @param drift how it notices that the stream has changed; none: it does not
 * @param quarantine which batches it does not learn; none: it learns all
 * @param onDrift what it does at a change
 */
public record GuardSpec(Optional<DriftSpec> drift, Optional<QuarantineSpec> quarantine, OnDrift onDrift) {

    /** It does not look. */
    public static final GuardSpec NONE = new GuardSpec(Optional.empty(), Optional.empty(), OnDrift.TELL);

    public GuardSpec {
        if (drift == null || quarantine == null || onDrift == null) {
            throw new IllegalArgumentException("drift, quarantine or onDrift is missing");
        }
        if (drift.isEmpty() && quarantine.isEmpty() && onDrift.action() != OnDrift.Action.TELL) {
            throw new IllegalArgumentException("onDrift is " + onDrift.action().id()
                    + ", expected drift or quarantine beside it: nothing else notices a change");
        }
    }

    /** Whether it looks at all. */
    public boolean looks() {
        return drift.isPresent() || quarantine.isPresent();
    }
}
