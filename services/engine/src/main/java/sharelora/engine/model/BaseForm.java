package sharelora.engine.model;

import java.util.List;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;

/**
 * How an engine holds a base's frozen matrices.
 *
 * @param precision of products with them
 * @param memory that they may take
 */
public record BaseForm(Precision precision, BaseMemory memory) {

    /** Every form that takes another amount of memory. */
    public static final List<BaseForm> ALL = List.of(
            of(Precision.FLOAT32),
            of(Precision.BFLOAT16),
            of(Precision.INT8),
            new BaseForm(Precision.INT8, BaseMemory.SMALL),
            of(Precision.NF4));

    /** That precision with fast memory. */
    public static BaseForm of(Precision precision) {
        return new BaseForm(precision, BaseMemory.FAST);
    }

    /** What an arithmetic takes, whatever parts of the base it leaves out of the rounding. */
    public static BaseForm of(Arithmetic arithmetic) {
        return new BaseForm(arithmetic.precision(), arithmetic.memory());
    }

    /** For people: {@code int8}, {@code int8 small}. */
    public String text() {
        return precision.id() + (memory == BaseMemory.SMALL ? " small" : "");
    }
}
