package sharelora.demo.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One line of the overview: a mean over the eras so far, at the end of each era.
 *
 * @param sign one character that stands for it in a terminal
 * @param means by era end; NaN where it was not measured
 */
record Overview(String name, char sign, List<Double> means) {

    /** The adapter that goes on learning, beside what stands still. */
    static List<Overview> of(EraTable table) {
        List<Overview> lines = new ArrayList<>();
        lines.add(new Overview("adapter", 'A', soFar(table, table.checkpoints())));
        lines.add(new Overview("frozen after the first era", 'F', soFar(table, still(table, table.frozenFirst()))));
        if (!table.linearProbe().isEmpty()) {
            lines.add(new Overview(
                    "linear probe of the first era", 'P', soFar(table, still(table, table.linearProbe()))));
        }
        lines.add(new Overview("untouched base (step 0)", '0', soFar(table, still(table, table.untouched()))));
        return lines;
    }

    private static List<List<Double>> still(EraTable table, List<Double> figures) {
        return IntStream.range(0, table.eras()).mapToObj(checkpoint -> figures).toList();
    }

    private static List<Double> soFar(EraTable table, List<List<Double>> byCheckpoint) {
        return IntStream.range(0, table.eras())
                .mapToObj(checkpoint -> EraTable.meanOfFirst(byCheckpoint.get(checkpoint), checkpoint + 1))
                .toList();
    }
}
