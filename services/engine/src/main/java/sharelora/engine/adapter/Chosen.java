package sharelora.engine.adapter;

import java.util.List;
import java.util.Map;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;
import sharelora.engine.parameter.MatrixSpec;

/**
 * What a method chose, and the way on from it as its matrices learn.
 *
 * @param structure what it chose until now
 * @param adapter its matrices with their places in the flat vector
 */
public record Chosen(Plan plan, Structure structure, Map<MatrixSpec, Parameter> adapter) {

    /**
     * What it chooses after so many updates; mostly what it had.
     *
     * @param values of the layout, as they are then
     */
    public Structure after(long updates, Flat values) {
        return plan.after(updates, structure, matrix -> {
            Parameter parameter = adapter.get(matrix);
            return values.read(parameter.offset(), parameter.size());
        });
    }

    /**
     * Stretches of what learned, and rests from now on.
     *
     * @param next what is chosen in place of what was
     * @param update the last one that was made
     */
    public List<Range> dropped(Structure next, long update) {
        return adapter.entrySet().stream()
                .filter(entry -> entry.getKey().trained())
                .filter(entry -> plan.rate(entry.getKey(), update, structure) > 0)
                .filter(entry -> plan.rate(entry.getKey(), update, next) == 0)
                .map(Map.Entry::getValue)
                .map(parameter -> new Range(parameter.offset(), parameter.offset() + parameter.size()))
                .toList();
    }
}
