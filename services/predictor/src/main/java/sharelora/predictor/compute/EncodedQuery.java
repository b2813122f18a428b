package sharelora.predictor.compute;

/**
 * A query in tokens; the array is its own, not to be changed.
 *
 * @param ids special tokens included, at least one
 * @param second index of the second text's first id; the number of ids where there is none
 * @param truncated whether the query had more tokens than these
 * @param most tokens that may be generated behind it; 0 where the task is not generation
 */
public record EncodedQuery(int[] ids, int second, boolean truncated, int most) {

    int length() {
        return ids.length;
    }
}
