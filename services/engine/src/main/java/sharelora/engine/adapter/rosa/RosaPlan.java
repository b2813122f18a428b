package sharelora.engine.adapter.rosa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.Structure;
import sharelora.engine.adapter.WeightSearch;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.parameter.MatrixSpec;

/**
 * Pairs of LoRA, and a sparse matrix at each of their sites. Before its places are chosen S adds nothing and rests.
 *
 * @param pairs plain LoRA's
 * @param sparse by site, in the order of the pairs
 */
record RosaPlan(RosaSpec spec, Plan pairs, Map<Site, Sparse> sparse) implements Plan {

    /** At how many updates the places were chosen. */
    private static final String SINCE = "since";

    /** The numbers of S [1, K] at some places of [out, in]. */
    record Sparse(MatrixSpec values, int in, int out) {}

    /** What the places of a site are called: row · in + column, rising. */
    static String places(Site site) {
        return site.layer() + "." + site.projection() + ".places";
    }

    @Override
    public List<MatrixSpec> matrices() {
        List<MatrixSpec> matrices = new ArrayList<>(pairs.matrices());
        sparse.values().forEach(each -> matrices.add(each.values()));
        return List.copyOf(matrices);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters) {
        return pairs.adapter(parameters);
    }

    @Override
    public Adapter adapter(Function<MatrixSpec, Parameter> parameters, Structure structure) {
        Adapter low = pairs.adapter(parameters);
        if (structure.isEmpty()) {
            return low;
        }
        Map<Site, Bound> bound = new HashMap<>();
        sparse.forEach((site, each) ->
                bound.put(site, new Bound(parameters.apply(each.values()), placed(site, each, structure))));
        return (pass, layer, projection, x, y, column) -> {
            Bound here = bound.get(new Site(layer, projection));
            if (here == null) {
                return y;
            }
            return pass.ops()
                    .addSparse(
                            low.add(pass, layer, projection, x, y, column),
                            x,
                            here.values,
                            here.places,
                            column); // [N, any]
        };
    }

    /** S with its numbers' places in the flat vector and in the matrix. */
    private record Bound(Parameter values, int[] places) {}

    /** @throws IllegalArgumentException where they are not as many as S has numbers, or no rising places of the matrix */
    private static int[] placed(Site site, Sparse each, Structure structure) {
        int[] places = structure.of(places(site));
        long size = (long) each.in() * each.out();
        boolean rising = places.length == each.values().columns();
        for (int i = 0; rising && i < places.length; i++) {
            rising = places[i] > (i == 0 ? -1 : places[i - 1]) && places[i] < size;
        }
        if (!rising) {
            throw new IllegalArgumentException(places(site) + " are no "
                    + each.values().columns() + " rising numbers from 0 to " + (size - 1) + ", as expected");
        }
        return places;
    }

    @Override
    public double rate(MatrixSpec matrix, long update, Structure structure) {
        boolean rests = structure.isEmpty() && matrix.name().endsWith(".S");
        return rests ? 0 : matrix.rate();
    }

    /** The moments of S begin where it does. */
    @Override
    public long since(MatrixSpec matrix, Structure structure) {
        return !structure.isEmpty() && matrix.name().endsWith(".S") ? structure.of(SINCE)[0] : 0;
    }

    @Override
    public Optional<WeightSearch> search() {
        RosaSpec.Mask mask = spec.mask();
        return Optional.of(new WeightSearch(
                mask.warmup(), mask.batches(), mask.squares(), List.copyOf(sparse.keySet()), this::chosen));
    }

    private Structure chosen(Function<Site, float[]> scores, long updates) {
        Map<String, int[]> numbers = new TreeMap<>(Map.of(SINCE, new int[] {Math.toIntExact(updates)}));
        sparse.forEach((site, each) -> numbers.put(
                places(site), Largest.of(scores.apply(site), each.values().columns())));
        return new Structure(numbers);
    }

    /** What goes on from a native folder begins with its places, at no update of its own. */
    @Override
    public Structure joined(Structure from) {
        if (from.isEmpty()) {
            return from;
        }
        Map<String, int[]> numbers = new TreeMap<>(from.numbers());
        numbers.put(SINCE, new int[] {0});
        Structure own = new Structure(numbers);
        sparse.forEach((site, each) -> placed(site, each, own));
        return own;
    }

    @Override
    public List<Site> sites() {
        return pairs.sites();
    }

    @Override
    public int ranks(Site site) {
        return pairs.ranks(site);
    }

    /** With the places, which are as many numbers of four bytes as S has. */
    @Override
    public long exportedSize() {
        long values =
                sparse.values().stream().mapToLong(each -> each.values().size()).sum();
        return pairs.exportedSize() + 2 * values;
    }

    @Override
    public LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers) {
        return pairs.pair(site, numbers);
    }

    @Override
    public Map<MatrixSpec, float[]> joined(LowRankAdapter from) {
        return OwnStart.numbers(matrices(), from);
    }
}
