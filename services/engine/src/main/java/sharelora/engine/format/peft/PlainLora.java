package sharelora.engine.format.peft;

import java.util.Locale;
import java.util.Set;
import sharelora.engine.format.JsonFields;

/**
 * Refuses by name every setting of PEFT's {@code adapter_config.json} with which the adapter is not A and B of plain LoRA on
 * the base as it was published.
 *
 * @param config the file's fields
 */
record PlainLora(JsonFields config) {

    /** Fields without influence on what A and B are to the base, or whose value is checked elsewhere. */
    private static final Set<String> KNOWN = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "bias",
            "corda_config",
            "ensure_weight_tying",
            "eva_config",
            "exclude_modules",
            "fan_in_fan_out",
            "inference_mode",
            "init_lora_weights",
            "layers_pattern",
            "layers_to_transform",
            "loftq_config",
            "lora_alpha",
            "lora_dropout",
            "lora_ga_config",
            "megatron_core",
            "peft_type",
            "peft_version",
            "qalora_group_size",
            "r",
            "revision",
            "runtime_config",
            "target_modules",
            "trainable_token_indices",
            PeftFolder.TASK,
            PeftFolder.RANK_STABILIZED);

    private static final String INITIALIZATION = "init_lora_weights";

    /** What PEFT draws or computes A and B by without taking anything out of the base's weights. */
    private static final Set<String> BESIDE_THE_BASE = Set.of("gaussian", "eva", "orthogonal", "mica");

    /** What PEFT can turn into plain LoRA when it saves. */
    private static final Set<String> CONVERTIBLE = Set.of("pissa", "olora", "corda", "lora_ga");

    private static final String CONVERSION = "path_initial_model_for_weight_conversion";

    /**
     * @param others fields that the caller checks itself
     * @throws sharelora.engine.format.ModelFormatException naming file, field, value and expectation
     */
    void check(Set<String> others) {
        if (!config.text("peft_type").equals("LORA")) {
            throw config.wrong("peft_type", "LORA or VERA");
        }
        if (config.has("bias") && !config.text("bias").equals("none")) {
            throw config.wrong("bias", "none");
        }
        if (!config.isUnset("trainable_token_indices")) {
            throw config.wrong("trainable_token_indices", "none, since a token's embedding is no pair of A and B");
        }
        checkInitialization();
        for (String name : config.names()) {
            if (!KNOWN.contains(name) && !others.contains(name) && !config.isUnset(name)) {
                throw config.wrong(name, "plain LoRA, where it is null, false or empty");
            }
        }
    }

    /** Some initialisations take the first A and B out of the base: the trained ones are only right on what is left of it. */
    private void checkInitialization() {
        if (config.isUnset(INITIALIZATION) || config.isFlag(INITIALIZATION)) {
            return;
        }
        String said = config.text(INITIALIZATION).toLowerCase(Locale.ROOT);
        if (BESIDE_THE_BASE.contains(said)) {
            return;
        }
        boolean convertible = CONVERTIBLE.stream().anyMatch(said::startsWith);
        throw config.wrong(
                INITIALIZATION,
                convertible
                        ? "an adapter of the base as it was published, while this initialisation changed the base's"
                                + " weights; PEFT converts it: save_pretrained(..., " + CONVERSION
                                + "=the adapter before its training)"
                        : "true, false or one of "
                                + BESIDE_THE_BASE.stream().sorted().toList()
                                + ", which leave the base's weights as they were; PEFT's " + CONVERSION
                                + " converts pissa, olora, corda and lora_ga alone");
    }
}
