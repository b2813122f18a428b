package sharelora.acceptance.guarantee;

import java.util.List;

/**
 * The outcome of a trial.
 *
 * @param faults number of injected faults
 * @param restarts number of restarted processes
 * @param records number of records that were processed meanwhile
 * @param broken the violations, in words; empty if the guarantee held
 */
public record TrialOutcome(int faults, int restarts, long records, List<String> broken) {

    public TrialOutcome {
        broken = List.copyOf(broken);
    }

    public boolean held() {
        return broken.isEmpty();
    }
}
