package sharelora.engine.adapter;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a method chose while it trained, as whole numbers by name: where the numbers of a sparse matrix lie, for one. It is
 * part of the state and leaves with the adapter. The arrays are its own, not to be changed.
 */
public record Structure(Map<String, int[]> numbers) {

    /** Nothing is chosen: most methods, and the others before they choose. */
    public static final Structure NONE = new Structure(Map.of());

    public Structure {
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
    }

    /** Whether nothing is chosen. */
    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    /**
     * The numbers of that name.
     *
     * @throws IllegalArgumentException where there are none
     */
    public int[] of(String name) {
        int[] found = numbers.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the adapter has no " + name + " among " + numbers.keySet());
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Structure structure
                && numbers.keySet().equals(structure.numbers.keySet())
                && numbers.entrySet().stream()
                        .allMatch(each -> Arrays.equals(each.getValue(), structure.numbers.get(each.getKey())));
    }

    @Override
    public int hashCode() {
        return numbers.entrySet().stream()
                .mapToInt(each -> 31 * each.getKey().hashCode() + Arrays.hashCode(each.getValue()))
                .sum();
    }

    @Override
    public String toString() {
        return "Structure" + numbers.keySet();
    }
}
