package sharelora.engine.adapter;

import java.util.List;
import java.util.function.Function;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.parameter.MatrixSpec;

/** An adapter method on one base, before any memory: which matrices it has, what it adds, how it leaves. */
interface Plan {

    /** Every matrix once, in the order of the flat vector. */
    List<MatrixSpec> matrices();

    /** What it adds, computed with the parameters that its matrices became. */
    Adapter adapter(Function<MatrixSpec, Parameter> parameters);

    /** Where it adds, layer by layer. */
    List<Site> sites();

    /** How what it adds at a site leaves as plain LoRA: A [R, in] and B [out, R]. */
    Pair pair(Site site);

    /** Two matrices, B after A. */
    record Pair(MatrixSpec a, MatrixSpec b) {}
}
