package sharelora.engine.model.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;

/** The fields of a Hugging Face model's {@code config.json} that influence what the model computes. */
public sealed interface ModelConfig permits BertConfig, RobertaConfig, Gpt2Config, LlamaConfig {

    /**
     * Reads a config of any family, and refuses by name every setting that this engine does not compute.
     *
     * @throws ModelFormatException naming file, field, value and expectation
     */
    static ModelConfig read(Path configJson) {
        JsonFields json = JsonFields.read(configJson);
        String family = json.has("model_type") ? json.text("model_type") : "";
        return switch (family) {
            case "bert" -> BertConfig.of(new ConfigFields(json));
            case "roberta" -> RobertaConfig.of(new ConfigFields(json));
            case "gpt2" -> Gpt2Config.of(new ConfigFields(json));
            case "llama" -> LlamaConfig.of(new ConfigFields(json));
            default -> throw json.wrong("model_type", OtherFamilies.expected(family));
        };
    }

    /** A config of that shape; what is no size is as Hugging Face has it by default. */
    static ModelConfig of(ModelShape shape) {
        return switch (shape.family()) {
            case "bert" -> BertConfig.of(shape, 2, 1e-12);
            case "roberta" -> new RobertaConfig(BertConfig.of(shape, 1, 1e-5), 1);
            case "gpt2" -> Gpt2Config.of(shape);
            case "llama" -> LlamaConfig.of(shape);
            default -> throw new IllegalArgumentException("no config of a " + shape.family());
        };
    }

    /** The sizes alone. */
    ModelShape shape();

    /** The fields of an equivalent {@code config.json}. */
    Map<String, Object> fields();

    /** Name of the language head's weight [V, D], in the bare model or beside it; none for an encoder. */
    default Optional<String> wordsName() {
        return Optional.empty();
    }

    /** Name of the pooler in the bare model, for a family whose stock heads use one; not every folder has it. */
    default Optional<String> poolerName() {
        return Optional.empty();
    }

    /** Probability of dropout on the input of a stock head. */
    default double headDropout() {
        return 0;
    }

    /** The special tokens that the config names. */
    default SpecialTokens tokens() {
        return SpecialTokens.NONE;
    }
}
