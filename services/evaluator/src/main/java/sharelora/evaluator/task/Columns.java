package sharelora.evaluator.task;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** One column of several records, one after the other. */
final class Columns {

    private Columns() {}

    static <R> int[] ints(Collection<R> records, Function<R, List<Integer>> column) {
        return records.stream()
                .flatMap(each -> column.apply(each).stream())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static <R> double[] doubles(Collection<R> records, Function<R, List<Double>> column) {
        return records.stream()
                .flatMap(each -> column.apply(each).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    static <R> boolean[] booleans(Collection<R> records, Function<R, List<Boolean>> column) {
        List<Boolean> all =
                records.stream().flatMap(each -> column.apply(each).stream()).toList();
        boolean[] booleans = new boolean[all.size()];
        for (int i = 0; i < booleans.length; i++) {
            booleans[i] = all.get(i);
        }
        return booleans;
    }
}
