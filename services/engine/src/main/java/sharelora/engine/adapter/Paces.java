package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sharelora.engine.adapter.Layout.Pace;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;
import sharelora.engine.parameter.MatrixSpec;

/**
 * Joins what learns alike in an update to as few stretches as there can be.
 *
 * @param structure what the plan's method chose
 * @param update from 1
 */
record Paces(Plan plan, Structure structure, long update) {

    /**
     * Stretches from the first number to the last; what rests is in none.
     *
     * @param adapter its matrices in their order, those that are not trained too
     * @param head its numbers, which learn at the learning rate itself
     */
    List<Pace> of(Map<MatrixSpec, Parameter> adapter, Range head) {
        List<Pace> paces = new ArrayList<>();
        int from = 0;
        double rate = 1;
        long since = 0;
        for (Map.Entry<MatrixSpec, Parameter> entry : adapter.entrySet()) {
            if (!entry.getKey().trained()) {
                continue;
            }
            double next = plan.rate(entry.getKey(), update, structure);
            long start = plan.since(entry.getKey(), structure);
            if (next != rate || start != since) {
                paces.add(new Pace(new Range(from, entry.getValue().offset()), rate, since));
                from = entry.getValue().offset();
                rate = next;
                since = start;
            }
        }
        if (rate != 1 || since != 0) {
            paces.add(new Pace(new Range(from, head.from()), rate, since));
            from = head.from();
        }
        paces.add(new Pace(new Range(from, head.to()), 1, 0));
        paces.removeIf(pace -> pace.range().size() == 0 || pace.rate() == 0);
        return paces;
    }
}
