package sharelora.engine.adapter.monteclora;

import java.util.Map;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Plan;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.model.config.ModelShape;

/**
 * A MonteCLoRA adapter as it is asked for.
 *
 * @param pairs the LoRA that it is, or with one A for all layers that of {@code share-a}
 */
public record MonteCloraSpec(LowRankSpec pairs, Sampling sampling) implements AdapterSpec {

    /**
     * The noise and what keeps it in bounds.
     *
     * @param samples n, noises that are mixed, at least 1
     * @param scaler of the noise, at least 0
     * @param weight of the divergences in the loss, at least 0
     * @param prior concentration of the Dirichlet distribution, positive
     * @param entropy whether the loss has Σ w² too
     */
    public record Sampling(int samples, double scaler, double weight, double prior, boolean entropy) {

        public Sampling {
            if (samples < 1) {
                throw new IllegalArgumentException("samples is " + samples + ", expected at least 1");
            }
            requireNotNegative("sampleScaler", scaler);
            requireNotNegative("klWeight", weight);
            if (!(prior > 0) || Double.isInfinite(prior)) {
                throw new IllegalArgumentException("dirichletPrior is " + prior + ", expected a positive number");
            }
        }

        private static void requireNotNegative(String name, double value) {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + " is " + value + ", expected 0 or more");
            }
        }
    }

    int rank() {
        return pairs.rank();
    }

    private boolean sharedA() {
        return pairs.method() == LowRankMethod.SHARE_A;
    }

    @Override
    public AdapterMethod method() {
        return MonteCloraMethod.MONTECLORA;
    }

    @Override
    public MethodSettings settings() {
        return LowRankSettings.of(pairs.rank(), pairs.alpha(), pairs.dropout(), pairs.targets())
                .with(new MethodSettings(Map.of(
                        MonteCloraMethod.SAMPLES.name(), sampling.samples(),
                        MonteCloraMethod.SAMPLE_SCALER.name(), sampling.scaler(),
                        MonteCloraMethod.KL_WEIGHT.name(), sampling.weight(),
                        MonteCloraMethod.DIRICHLET_PRIOR.name(), sampling.prior(),
                        MonteCloraMethod.ENTROPY.name(), sampling.entropy(),
                        MonteCloraMethod.SHARED_A.name(), sharedA())));
    }

    @Override
    public Plan plan(ModelShape shape) {
        return MonteCloraPlan.of(shape, this);
    }

    /** PEFT has a sampler for each site, which is not what layers with one A have. */
    @Override
    public Export export() {
        return new Export.WithMatrices(
                new Export.PeftLora(method().id(), pairs.alpha(), false, pairs.dropout()),
                sharedA() ? OwnMatrices.Form.BESIDE : OwnMatrices.Form.MONTECLORA);
    }

    /** It goes on from plain LoRA too. */
    @Override
    public void requireStart(LowRankAdapter from) {
        if (OwnStart.isOf(method(), from)) {
            OwnStart.require(this, from);
        } else {
            pairs.requireStart(from);
        }
    }
}
