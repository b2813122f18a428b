package sharelora.engine.training;

/**
 * Records as token ids, one after the other without padding; the arrays are the batch's own, not to be changed.
 *
 * @param tokenIds N token ids
 * @param starts S + 1 indexes, rising from 0 to N: sequence i is {@code tokenIds[starts[i], starts[i + 1])}
 * @param targets S classes
 */
public record PackedBatch(int[] tokenIds, int[] starts, int[] targets) {

    public PackedBatch {
        if (targets.length == 0 || starts.length != targets.length + 1) {
            throw new IllegalArgumentException("starts are " + starts.length + ", targets " + targets.length
                    + ", expected one start more than targets, of which there is at least one");
        }
        if (starts[0] != 0 || starts[targets.length] != tokenIds.length) {
            throw new IllegalArgumentException("starts go from " + starts[0] + " to " + starts[targets.length]
                    + ", expected from 0 to " + tokenIds.length + " tokens");
        }
        for (int i = 0; i < targets.length; i++) {
            if (starts[i + 1] <= starts[i]) {
                throw new IllegalArgumentException("sequence " + i + " is [" + starts[i] + ", " + starts[i + 1]
                        + "), expected at least one token");
            }
            if (targets[i] < 0) {
                throw new IllegalArgumentException("target " + i + " is " + targets[i] + ", expected at least 0");
            }
        }
    }

    /** S. */
    public int records() {
        return targets.length;
    }

    /** N. */
    public int tokens() {
        return tokenIds.length;
    }

    public int length(int record) {
        return starts[record + 1] - starts[record];
    }
}
