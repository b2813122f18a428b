package sharelora.engine.format.peft;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an adapter's method trained where its pairs do not say it: its own matrices, from which training can go on.
 *
 * @param adapter the method and its settings, as canonical JSON
 * @param form how they go into a folder of PEFT's
 * @param matrices by the names that the method has for them
 * @param integers what the method chose, by name; the arrays are its own, not to be changed
 */
public record OwnMatrices(String adapter, Form form, Map<String, OwnMatrix> matrices, Map<String, int[]> integers) {

    /** How matrices of a method's own go into a folder. */
    public enum Form {
        /** In a file of ours beside plain LoRA, which programs that do not know it never open. */
        BESIDE,
        /** As PEFT's type VERA, which is made of them. */
        VERA,
        /** As tensors of the sampler beside A and B, where PEFT keeps them for MonteCLoRA. */
        MONTECLORA,
        /** In no folder of PEFT's: in a form of the method's own. */
        NATIVE
    }

    public OwnMatrices {
        matrices = Collections.unmodifiableMap(new TreeMap<>(matrices));
        integers = Collections.unmodifiableMap(new TreeMap<>(integers));
    }

    /** Matrices of a method that chooses nothing. */
    public OwnMatrices(String adapter, Form form, Map<String, OwnMatrix> matrices) {
        this(adapter, form, matrices, Map.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OwnMatrices own
                && adapter.equals(own.adapter)
                && form == own.form
                && matrices.equals(own.matrices)
                && integers.keySet().equals(own.integers.keySet())
                && integers.entrySet().stream()
                        .allMatch(each -> Arrays.equals(each.getValue(), own.integers.get(each.getKey())));
    }

    @Override
    public int hashCode() {
        return Objects.hash(adapter, form, matrices, integers.keySet());
    }

    /**
     * The matrix of that name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public OwnMatrix matrix(String name) {
        OwnMatrix matrix = matrices.get(name);
        if (matrix == null) {
            throw new IllegalArgumentException("the adapter has no matrix " + name + " among " + matrices.keySet());
        }
        return matrix;
    }

    /**
     * One of them. The array is its own, not to be changed.
     *
     * @param numbers [rows, columns], row-major
     */
    public record OwnMatrix(int rows, int columns, float[] numbers) {

        public OwnMatrix {
            if (rows < 1 || columns < 1 || (long) rows * columns != numbers.length) {
                throw new IllegalArgumentException(
                        "a matrix [" + rows + ", " + columns + "] has " + numbers.length + " numbers");
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OwnMatrix matrix
                    && rows == matrix.rows
                    && columns == matrix.columns
                    && Arrays.equals(numbers, matrix.numbers);
        }

        @Override
        public int hashCode() {
            return Objects.hash(rows, columns, Arrays.hashCode(numbers));
        }

        @Override
        public String toString() {
            return "OwnMatrix[" + rows + ", " + columns + "]";
        }
    }
}
