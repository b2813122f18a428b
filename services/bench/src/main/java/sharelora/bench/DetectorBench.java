package sharelora.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import sharelora.engine.drift.DetectorKind;
import sharelora.engine.drift.DriftSpec;
import sharelora.engine.drift.Figure;
import sharelora.engine.drift.Figures;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.GuardState;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.drift.QuarantineSpec;

/**
 * What each detector, and quarantine, would have said of the figures of a pass that had neither.
 *
 * @param skip steps at the beginning that are left out
 * @param permutations orders of the steps to look at in place of their own; 0: their own
 * @param burnIn batches before anything is noticed
 */
public record DetectorBench(int skip, int permutations, int burnIn) {

    private static final String QUARANTINE = "quarantine";

    /**
     * What was said.
     *
     * @param steps that were looked at, in each order
     * @param alarms by detector and figure, or quarantine: for each order the steps, from 1, at which it said something
     */
    public record Said(int steps, Map<String, List<List<Integer>>> alarms) {

        int orders() {
            return alarms.values().iterator().next().size();
        }
    }

    /** Looks at the figures of a file that a pass wrote. */
    public Said of(Path file) throws IOException {
        List<Figures> all = StepFigures.read(file);
        List<Figures> steps = new ArrayList<>(all.subList(Math.min(skip, all.size()), all.size()));
        Map<String, GuardSpec> guards = guards();
        Map<String, List<List<Integer>>> alarms = new TreeMap<>();
        guards.keySet().forEach(name -> alarms.put(name, new ArrayList<>()));
        for (int order = 0; order < Math.max(1, permutations); order++) {
            if (permutations > 0) {
                Collections.shuffle(steps, new Random(order));
            }
            guards.forEach((name, guard) -> alarms.get(name).add(alarms(guard, steps)));
        }
        return new Said(steps.size(), alarms);
    }

    private Map<String, GuardSpec> guards() {
        Map<String, GuardSpec> guards = new TreeMap<>();
        for (DetectorKind kind : DetectorKind.values()) {
            for (Figure on : Figure.values()) {
                DriftSpec drift = new DriftSpec(kind.usual(), on, burnIn);
                guards.put(
                        kind.id() + " on " + on.id(),
                        new GuardSpec(Optional.of(drift), Optional.empty(), OnDrift.TELL));
            }
        }
        QuarantineSpec quarantine = new QuarantineSpec(QuarantineSpec.USUAL_SIGMA, burnIn);
        guards.put(QUARANTINE, new GuardSpec(Optional.empty(), Optional.of(quarantine), OnDrift.TELL));
        return guards;
    }

    private static List<Integer> alarms(GuardSpec guard, List<Figures> steps) {
        List<Integer> alarms = new ArrayList<>();
        GuardState state = GuardState.NONE;
        for (int i = 0; i < steps.size(); i++) {
            GuardState.Judged judged = state.judge(guard, steps.get(i));
            state = judged.after();
            if (judged.alarm().isPresent() || judged.outlier().isPresent()) {
                alarms.add(i + 1);
            }
        }
        return alarms;
    }
}
