package sharelora.engine.adapter.monteclora;

import java.util.List;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.MethodSettings;
import sharelora.engine.adapter.OwnStart;
import sharelora.engine.adapter.Setting;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSettings;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.peft.LowRankAdapter;

/** y += α/R · B A′ x in training, with noise in A′ whose reach s and mixture e are trained; y += α/R · B A x when it serves. */
public final class MonteCloraMethod implements AdapterMethod {

    /** The only one. */
    public static final MonteCloraMethod MONTECLORA = new MonteCloraMethod();

    static final Setting.Whole SAMPLES = new Setting.Whole("samples", 8, 1, 64);
    static final Setting.Decimal SAMPLE_SCALER =
            new Setting.Decimal("sampleScaler", 1e-4, scaler -> scaler >= 0, "a number from 0 on");
    static final Setting.Decimal KL_WEIGHT =
            new Setting.Decimal("klWeight", 1e-5, weight -> weight >= 0, "a number from 0 on");
    static final Setting.Decimal DIRICHLET_PRIOR =
            new Setting.Decimal("dirichletPrior", 0.1, prior -> prior > 0, "a number above 0");
    static final Setting.Flag ENTROPY = new Setting.Flag("entropy", false);
    static final Setting.Flag SHARED_A = new Setting.Flag("sharedA", false);

    private MonteCloraMethod() {}

    @Override
    public String id() {
        return "monteclora";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                LowRankSettings.RANK,
                LowRankSettings.ALPHA,
                LowRankSettings.DROPOUT,
                LowRankSettings.TARGETS,
                SAMPLES,
                SAMPLE_SCALER,
                KL_WEIGHT,
                DIRICHLET_PRIOR,
                ENTROPY,
                SHARED_A);
    }

    @Override
    public MonteCloraSpec spec(MethodSettings settings) {
        return new MonteCloraSpec(
                new LowRankSpec(
                        settings.get(SHARED_A) ? LowRankMethod.SHARE_A : LowRankMethod.LORA,
                        settings.get(LowRankSettings.RANK),
                        settings.get(LowRankSettings.ALPHA),
                        settings.get(LowRankSettings.DROPOUT),
                        settings.get(LowRankSettings.TARGETS)),
                new MonteCloraSpec.Sampling(
                        settings.get(SAMPLES),
                        settings.get(SAMPLE_SCALER),
                        settings.get(KL_WEIGHT),
                        settings.get(DIRICHLET_PRIOR),
                        settings.get(ENTROPY)));
    }

    /** What the numbers of its matrices mean; of plain LoRA what those of the pairs mean. */
    @Override
    public MethodSettings decided(LowRankAdapter from) {
        return OwnStart.isOf(this, from)
                ? OwnStart.decided(
                        this,
                        from,
                        List.of(
                                LowRankSettings.RANK,
                                LowRankSettings.ALPHA,
                                LowRankSettings.TARGETS,
                                SAMPLES,
                                SHARED_A))
                : LowRankMethod.LORA.decided(from).of(this);
    }
}
