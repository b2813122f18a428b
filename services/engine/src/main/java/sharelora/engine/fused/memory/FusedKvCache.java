package sharelora.engine.fused.memory;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.ops.KvCache;

/** A key-value cache as one block for each lane: layer after layer, a padded row of keys and values for every token. */
public final class FusedKvCache implements KvCache {

    private final int layers;
    private final int columns;
    private final int capacity;
    private final List<Block> spare = new ArrayList<>();
    private List<Block> lanes = new ArrayList<>();

    public FusedKvCache(int layers, int columns, int lanes, int capacity) {
        this.layers = layers;
        this.columns = columns;
        this.capacity = capacity;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(room());
        }
    }

    private Block room() {
        return spare.isEmpty() ? Block.of((long) layers * capacity * Lanes.whole(columns)) : spare.removeLast();
    }

    @Override
    public int lanes() {
        return lanes.size();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Of one token's keys and values in one layer. */
    public int columns() {
        return columns;
    }

    /** Keys and values of a lane's tokens in one layer: [capacity, columns]. */
    public Matrix rows(int lane, int layer) {
        if (layer < 0 || layer >= layers) {
            throw new IndexOutOfBoundsException("layer " + layer + " of " + layers);
        }
        long floats = (long) capacity * Lanes.whole(columns);
        return new Matrix(lanes.get(lane).address() + layer * floats * Float.BYTES, capacity, columns);
    }

    /** The first sequence that continues from a lane takes it over, further ones get copies. */
    @Override
    public void choose(int[] from) {
        List<Block> chosen = new ArrayList<>();
        List<Block> left = new ArrayList<>(lanes);
        for (int lane : from) {
            Block block = lanes.get(lane);
            boolean taken = !left.remove(block);
            chosen.add(taken ? copy(block) : block);
        }
        spare.addAll(left);
        lanes = chosen;
    }

    private Block copy(Block block) {
        Block own = room();
        Lanes.copy(block.address(), own.address(), (long) layers * capacity * Lanes.whole(columns));
        return own;
    }

    @Override
    public void close() {
        lanes.forEach(Block::close);
        spare.forEach(Block::close);
        lanes = List.of();
        spare.clear();
    }
}
