package sharelora.engine.model;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.engine.nf4.Nf4;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Engine;

/**
 * The bytes that a base takes in the fused engine once it is loaded, from its sizes alone: its matrices as they are packed,
 * and its tables, which are float32. Activations and what reading one matrix takes are not in it, so a base needs at least
 * this much.
 *
 * @param training packed for both directions; the first layer, below which no gradient may pass, for one
 * @param inference packed for the forward pass
 * @param words the language head, where one is used, in training
 */
public record BaseFootprint(long training, long inference, long words) {

    private static final double GIB = 1L << 30;
    private static final double MIB = 1L << 20;

    /** The bytes in that form. */
    public static BaseFootprint of(ModelShape shape, BaseForm form) {
        long forward = 0;
        long backward = 0;
        for (Projection projection : shape.projections()) {
            long numbers = (long) projection.in() * projection.out();
            forward += forward(form, numbers) + Float.BYTES * (long) projection.out();
            backward += backward(form, numbers);
        }
        int width = shape.family().equals("llama") ? shape.hidden() / shape.heads() : shape.hidden();
        long vocabulary = (long) shape.vocabulary() * shape.hidden();
        long tables = Float.BYTES * (vocabulary + (long) shape.positions() * width);
        long inference = tables + shape.layers() * forward;
        return new BaseFootprint(
                inference + (shape.layers() - 1) * backward,
                inference,
                forward(form, vocabulary) + backward(form, vocabulary));
    }

    private static long forward(BaseForm form, long numbers) {
        return switch (form.precision()) {
            case FLOAT32 -> Float.BYTES * numbers;
            case BFLOAT16 -> Short.BYTES * numbers;
            case INT8 ->
                (form.memory() == BaseMemory.SMALL ? 1 : 2) * numbers; // both directions, or what is left to pack
            case NF4 -> Nf4.bytes(numbers);
        };
    }

    private static long backward(BaseForm form, long numbers) {
        return switch (form.precision()) {
            case FLOAT32 -> Float.BYTES * numbers;
            case BFLOAT16 -> Short.BYTES * numbers;
            case INT8, NF4 -> 0;
        };
    }

    /**
     * Refuses a base that this machine has no room for, in an engine that packs as it is counted here.
     *
     * @param trains whether gradients pass through it
     * @param available bytes of this machine
     * @throws IllegalArgumentException with what the base needs, what there is, and the forms that would do
     */
    public static void requireRoom(Engine engine, ModelShape shape, BaseForm form, boolean trains, long available) {
        if (engine.packsAhead()) {
            requireRoom(shape, form, trains, available);
        }
    }

    static void requireRoom(ModelShape shape, BaseForm form, boolean trains, long available) {
        long needed = of(shape, form).bytes(trains);
        if (needed <= available) {
            return;
        }
        Stream<String> others = BaseForm.ALL.stream()
                .filter(other -> trains && of(shape, other).training <= available)
                .map(other -> other.text() + " (" + text(of(shape, other).training) + ")");
        throw new IllegalArgumentException("the base needs " + text(needed) + " as " + form.text()
                + ", this machine has " + text(available) + " available: expected "
                + Stream.concat(Stream.of("as much"), others).collect(Collectors.joining(", or ")));
    }

    private long bytes(boolean trains) {
        return trains ? training : inference;
    }

    /** For people: {@code 13.2 GiB}, {@code 87 MiB}. */
    public static String text(long bytes) {
        return bytes < GIB
                ? String.format(Locale.ROOT, "%.0f MiB", bytes / MIB)
                : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
