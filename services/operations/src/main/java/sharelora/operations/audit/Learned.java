package sharelora.operations.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;
import sharelora.schemas.Restore;

/** Which token batches were learned by a step, as train-steps tells it, and whether ranges say the same. */
final class Learned {

    private final Steps steps;
    private final long first;
    private final AuditFindings findings;

    Learned(AdapterSnapshot manifest, Steps steps, AuditFindings findings) {
        this.steps = steps;
        this.findings = findings;
        Optional<Long> start = manifest.getKept().stream()
                .filter(state -> state.getStep() == 0)
                .map(KeptState::getNextOffset)
                .findFirst();
        this.first = start.filter(offset -> steps.complete())
                .or(() -> steps.firstOffset().map(offset -> offset + 1))
                .orElse(0L);
    }

    /**
     * Compares what {@code whose} says that it learned by that step with what train-steps says.
     *
     * @param restores when the job had gone back by then, in order
     */
    void compare(String whose, long step, List<OffsetInterval> said, List<Restore> restores) {
        List<OffsetInterval> overlaps = OffsetInterval.overlaps(said);
        if (!overlaps.isEmpty()) {
            findings.wrong(whose + ": token batches " + overlaps + " are in more than one of its ranges");
        }
        Steps until = new Steps(
                steps.all().stream().filter(each -> each.getStep() <= step).toList());
        if (until.all().isEmpty()) {
            return; // retention has left nothing to compare with
        }
        List<OffsetInterval> told = OffsetInterval.from(known(step, restores), first);
        List<OffsetInterval> here = OffsetInterval.from(said, first);
        report(whose, "lacks token batches that were learned", OffsetInterval.minus(told, here));
        report(whose, "names token batches that were not learned", OffsetInterval.minus(here, told));
    }

    /** What is known after a step: since the last restore what steps learned, and before what that state knew. */
    private List<OffsetInterval> known(long step, List<Restore> restores) {
        if (restores.isEmpty()) {
            return between(0, step).learned(first);
        }
        Restore last = restores.getLast();
        List<Restore> before = restores.stream()
                .limit(restores.size() - 1L)
                .filter(each -> each.getStep() < last.getStateStep())
                .toList();
        List<OffsetInterval> known = new ArrayList<>(known(last.getStateStep(), before));
        known.addAll(between(last.getStep(), step).learned(Math.max(first, last.getNextOffset())));
        return OffsetInterval.union(known);
    }

    private Steps between(long after, long last) {
        return new Steps(steps.all().stream()
                .filter(each -> each.getStep() > after && each.getStep() <= last)
                .toList());
    }

    private void report(String whose, String what, List<OffsetInterval> spans) {
        if (!spans.isEmpty()) {
            findings.wrong(whose + " " + what + ": " + spans);
        }
    }
}
