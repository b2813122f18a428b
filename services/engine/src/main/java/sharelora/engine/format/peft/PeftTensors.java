package sharelora.engine.format.peft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.format.safetensors.Weight;

/** The tensors of an adapter as PEFT names them, and which of its types that is. */
final class PeftTensors {

    static final String VERA_A = "base_model.vera_A";
    static final String VERA_B = "base_model.vera_B";
    static final String LAMBDA_D = ".vera_lambda_d";
    static final String LAMBDA_B = ".vera_lambda_b";
    static final String SAMPLER = ".lora_monteclora_sampler.";
    static final String STANDARD_DEVIATIONS = "std_prior";
    static final String WEIGHTS = "expert_weights_prior";

    private PeftTensors() {}

    /**
     * How the matrices of an adapter's method go into the folder: as the method has it, but beside plain LoRA where GPT-2's
     * parts are merged, since PEFT has one adapter for them all.
     */
    static OwnMatrices.Form form(LowRankAdapter adapter) {
        OwnMatrices.Form own = adapter.own().map(OwnMatrices::form).orElse(OwnMatrices.Form.BESIDE);
        boolean merged = !LayerPairs.merged(adapter.targets(), adapter.naming()).isEmpty();
        return merged && own != OwnMatrices.Form.NATIVE ? OwnMatrices.Form.BESIDE : own;
    }

    /** @param prefix what the class that the adapter is for calls the bare model */
    static List<Weight> of(LowRankAdapter adapter, String prefix) {
        List<Weight> tensors = new ArrayList<>();
        switch (form(adapter)) {
            case BESIDE -> addPairs(adapter, prefix, tensors);
            case MONTECLORA -> {
                addPairs(adapter, prefix, tensors);
                addSamplers(adapter, prefix, tensors);
            }
            case VERA -> addVera(adapter, prefix, tensors);
            case NATIVE -> throw ofNoFolder(adapter);
        }
        return tensors;
    }

    /** A and B for every layer, shared or not: PEFT leaves what is missing at random, with no more than a warning. */
    private static void addPairs(LowRankAdapter adapter, String prefix, List<Weight> tensors) {
        ModuleNames naming = adapter.naming();
        for (int i = 0; i < adapter.layers().size(); i++) {
            int layer = i;
            LayerPairs.byModule(adapter.layers().get(i), naming).forEach((module, pair) -> {
                String a = naming.name(prefix, new ModuleNames.Place(layer, module, true));
                String b = naming.name(prefix, new ModuleNames.Place(layer, module, false));
                tensors.add(Weight.of(a, new int[] {pair.rank(), pair.in()}, pair.a()));
                tensors.add(Weight.of(b, new int[] {pair.out(), pair.rank()}, pair.b()));
            });
        }
    }

    private static void addVera(LowRankAdapter adapter, String prefix, List<Weight> tensors) {
        OwnMatrices own = adapter.own().orElseThrow();
        tensors.add(MethodFile.weight(VERA_A, own.matrix("A")));
        tensors.add(MethodFile.weight(VERA_B, own.matrix("B")));
        for (int layer = 0; layer < adapter.layers().size(); layer++) {
            for (String target : adapter.targets()) {
                String path = path(adapter, prefix, layer, target);
                tensors.add(vector(path + LAMBDA_D, own.matrix(layer + "." + target + ".d")));
                tensors.add(vector(path + LAMBDA_B, own.matrix(layer + "." + target + ".b")));
            }
        }
    }

    /** With the sampler's buffers as they are before its first draw. */
    private static void addSamplers(LowRankAdapter adapter, String prefix, List<Weight> tensors) {
        OwnMatrices own = adapter.own().orElseThrow();
        for (int layer = 0; layer < adapter.layers().size(); layer++) {
            for (String target : adapter.targets()) {
                String path = path(adapter, prefix, layer, target) + SAMPLER;
                OwnMatrix weights = own.matrix(layer + "." + target + ".e");
                tensors.add(vector(path + STANDARD_DEVIATIONS, own.matrix(layer + "." + target + ".s")));
                tensors.add(vector(path + WEIGHTS, weights));
                float[] even = new float[weights.columns()];
                Arrays.fill(even, 1f / even.length);
                tensors.add(Weight.of(path + "expert_weights", new int[] {even.length}, even));
                tensors.add(identity(path + "gaussian_var_prior", adapter.rank()));
            }
        }
    }

    private static String path(LowRankAdapter adapter, String prefix, int layer, String target) {
        return adapter.naming().path(prefix, layer, adapter.naming().module(target));
    }

    private static Weight vector(String name, OwnMatrix row) {
        return Weight.of(name, new int[] {row.columns()}, row.numbers());
    }

    private static Weight identity(String name, int size) {
        float[] numbers = new float[size * size];
        for (int i = 0; i < size; i++) {
            numbers[i * size + i] = 1;
        }
        return Weight.of(name, new int[] {size, size}, numbers);
    }

    /** What else PEFT has to know of an adapter of that form; a value here wins over that of plain LoRA. */
    static Map<String, Object> config(LowRankAdapter adapter) {
        return switch (form(adapter)) {
            case BESIDE -> Map.of();
            case VERA ->
                Map.of(
                        "peft_type",
                        "VERA",
                        "vera_dropout",
                        adapter.dropout(),
                        "d_initial",
                        0.1,
                        "projection_prng_key",
                        0,
                        "save_projection",
                        true); // its generator is not ours
            case MONTECLORA ->
                Map.of(
                        MonteCloraConfig.NAME,
                        MonteCloraConfig.of(adapter.own().orElseThrow().adapter()));
            case NATIVE -> throw ofNoFolder(adapter);
        };
    }

    private static IllegalArgumentException ofNoFolder(LowRankAdapter adapter) {
        return new IllegalArgumentException(
                "an adapter of the method " + adapter.method() + " is no folder of PEFT's: expected its own form");
    }
}
