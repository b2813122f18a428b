package sharelora.importers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.engine.format.JsonFields;
import sharelora.engine.model.config.ModelConfig;

/** The fields of an imported model's {@code config.json}. */
final class KeptFields {

    private static final List<String> TOKENS = List.of("bos_token_id", "eos_token_id", "pad_token_id");

    private KeptFields() {}

    /**
     * What the model computes with, and beside it what programs that read an export want to know: the special tokens and the
     * type of the numbers that it came with.
     *
     * @param tensors names of those that are kept
     */
    static Map<String, Object> of(ModelConfig config, Path from, Set<String> tensors) {
        Map<String, Object> fields = new HashMap<>(config.fields());
        JsonFields source = JsonFields.read(from);
        for (String name : TOKENS) {
            if (source.has(name) && !source.isList(name) && !fields.containsKey(name)) {
                fields.put(name, source.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE));
            }
        }
        String type = source.has("dtype") ? "dtype" : "torch_dtype";
        if (source.has(type)) {
            fields.put(type, source.text(type));
        }
        if (config.wordsName().isPresent() && config.wordsName().stream().noneMatch(tensors::contains)) {
            String decoder = String.valueOf(((List<?>) fields.get("architectures")).getFirst());
            fields.put("architectures", List.of(decoder.replaceFirst("(LMHeadModel|ForCausalLM)$", "Model")));
        }
        return fields;
    }
}
