package sharelora.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.acceptance.guarantee.Verdict;

/** What came of all trials, a line for each guarantee. */
record Table(List<String> lines) {

    private static final String ROW = "%-34s %7s %8s %8s %9s  %s";

    static Table of(List<ChaosCommand.Trial> trials) {
        Map<String, List<Verdict>> byGuarantee = new LinkedHashMap<>();
        trials.forEach(trial -> byGuarantee
                .computeIfAbsent(trial.guarantee(), name -> new ArrayList<>())
                .add(trial.verdict()));
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("guarantee", "trials", "faults", "restarts", "records", "verdict"));
        byGuarantee.forEach((name, verdicts) -> lines.add(ROW.formatted(
                name,
                verdicts.size(),
                verdicts.stream().mapToInt(Verdict::faults).sum(),
                verdicts.stream().mapToInt(Verdict::restarts).sum(),
                verdicts.stream().mapToLong(Verdict::records).sum(),
                verdict(verdicts))));
        return new Table(List.copyOf(lines));
    }

    private static String verdict(List<Verdict> verdicts) {
        long broken = verdicts.stream().filter(verdict -> !verdict.held()).count();
        return broken == 0 ? "held" : "BROKEN in " + broken + " of " + verdicts.size();
    }
}
