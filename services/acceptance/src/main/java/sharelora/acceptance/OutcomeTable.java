package sharelora.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.acceptance.guarantee.TrialOutcome;

/** Prints the outcomes of all trials, one line for each guarantee. */
record OutcomeTable(List<String> lines) {

    private static final String ROW = "%-34s %7s %8s %8s %9s  %s";

    static OutcomeTable of(List<ChaosCommand.Trial> trials) {
        Map<String, List<TrialOutcome>> byGuarantee = new LinkedHashMap<>();
        trials.forEach(trial -> byGuarantee
                .computeIfAbsent(trial.guarantee(), name -> new ArrayList<>())
                .add(trial.verdict()));
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("guarantee", "trials", "faults", "restarts", "records", "verdict"));
        byGuarantee.forEach((name, verdicts) -> lines.add(ROW.formatted(
                name,
                verdicts.size(),
                verdicts.stream().mapToInt(TrialOutcome::faults).sum(),
                verdicts.stream().mapToInt(TrialOutcome::restarts).sum(),
                verdicts.stream().mapToLong(TrialOutcome::records).sum(),
                verdict(verdicts))));
        return new OutcomeTable(List.copyOf(lines));
    }

    private static String verdict(List<TrialOutcome> verdicts) {
        long broken = verdicts.stream().filter(verdict -> !verdict.held()).count();
        return broken == 0 ? "held" : "BROKEN in " + broken + " of " + verdicts.size();
    }
}
