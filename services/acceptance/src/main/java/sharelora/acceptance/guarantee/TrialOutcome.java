package sharelora.acceptance.guarantee;

import java.util.List;

/**
 * What came of a trial.
 *
 * @param faults that were injected
 * @param restarts of processes
 * @param records that went through meanwhile
 * @param broken what did not hold, in words; empty: all of it held
 */
public record TrialOutcome(int faults, int restarts, long records, List<String> broken) {

    public TrialOutcome {
        broken = List.copyOf(broken);
    }

    public boolean held() {
        return broken.isEmpty();
    }
}
