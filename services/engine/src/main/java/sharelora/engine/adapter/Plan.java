package sharelora.engine.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.parameter.MatrixSpec;

/** An adapter on one base, before any memory: which matrices it has, what it adds, what it trains when, how it leaves. */
public interface Plan {

    /** Every matrix once, in the order of the flat vector. */
    List<MatrixSpec> matrices();

    /** What it adds, computed with the parameters that its matrices became. */
    Adapter adapter(Function<MatrixSpec, Parameter> parameters);

    /**
     * The rate of one of its trained matrices in an update: so many times the learning rate. The same rate in every update,
     * unless the method warms up or trains by turns.
     *
     * @param update from 1
     * @return 0: the matrix rests, its numbers and moments stay as they are
     */
    default double rate(MatrixSpec matrix, long update) {
        return matrix.rate();
    }

    /**
     * What it adds with what it chose.
     *
     * @throws IllegalArgumentException where that is no choice that the method makes
     */
    default Adapter adapter(Function<MatrixSpec, Parameter> parameters, Structure structure) {
        return adapter(parameters);
    }

    /** See {@link #rate(MatrixSpec, long)}, after what it chose. */
    default double rate(MatrixSpec matrix, long update, Structure structure) {
        return rate(matrix, update);
    }

    /** Updates before the first one of a matrix, which its moments do not count; mostly none. */
    default long since(MatrixSpec matrix, Structure structure) {
        return 0;
    }

    /** What it chooses by the gradients of frozen weights; mostly nothing. */
    default Optional<WeightSearch> search() {
        return Optional.empty();
    }

    /**
     * What it chooses by what it trained, after an update; mostly what it had. A matrix that rests from then on loses its
     * numbers and moments.
     *
     * @param updates that were made
     * @param now what it had
     * @param numbers of a matrix, row-major
     */
    default Structure after(long updates, Structure now, Function<MatrixSpec, float[]> numbers) {
        return now;
    }

    /**
     * What is chosen where training starts from an adapter.
     *
     * @param from what that one chose
     * @throws IllegalArgumentException where that does not go on this base
     */
    default Structure joined(Structure from) {
        return Structure.NONE;
    }

    /** Where pairs leave, layer by layer; the last one is in the base's last layer. None where it leaves otherwise. */
    List<Site> sites();

    /** R that is computed at a site: all ranks, whoever has a part in them; 0 where nothing is added. */
    int ranks(Site site);

    /** Numbers that leave with the pairs: A and B of every site, whoever shares them. */
    long exportedSize();

    /**
     * The pair of a site as numbers, A [R, in] and B [out, R]; R is the same at all sites.
     *
     * @param numbers of a matrix, row-major, its own copy
     */
    LowRankPair pair(Site site, Function<MatrixSpec, float[]> numbers);

    /**
     * The way back: what the matrices hold, so that the same pairs leave again.
     *
     * @param from of as many layers as the base has, and of a kind that {@link AdapterSpec#requireStart} lets pass
     * @return the numbers of every matrix that it says; the others begin as they do without it
     * @throws IllegalArgumentException where there is no way back
     */
    Map<MatrixSpec, float[]> joined(LowRankAdapter from);

    /** What it changes in its numbers for the length of a step, and the loss that it adds of its own. */
    default Perturbation perturbation(Function<MatrixSpec, Parameter> parameters) {
        return Perturbation.NONE;
    }
}
