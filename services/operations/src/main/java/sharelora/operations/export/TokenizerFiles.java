package sharelora.operations.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;

/**
 * The files that make transformers' {@code AutoTokenizer} give the ids of the base's {@code tokenizer.json}. Its class is the
 * one that takes that file as it is; a model's own class makes a tokenizer anew, by settings that may say something else.
 */
final class TokenizerFiles {

    static final String CONFIG = "tokenizer_config.json";
    static final String SPECIAL_TOKENS = "special_tokens_map.json";

    private static final String ADDED = "added_tokens.json";
    private static final List<String> TEMPLATES = List.of("chat_template.jinja", "chat_template.json");

    /** Fields that change no id. */
    private static final List<String> KEPT =
            List.of("chat_template", "clean_up_tokenization_spaces", "model_input_names");

    private static final String SIDE = "padding_side";
    private static final String LONGEST = "model_max_length";

    private TokenizerFiles() {}

    /**
     * Writes them; files of the same names are replaced.
     *
     * @param speaks whether the head is the language head: its prompts may be padded on the left, where the base says so
     */
    static void write(ExportedBase base, NamedTokens tokens, boolean speaks, Path out) throws IOException {
        copy(base, ExportedBase.TOKENIZER, out);
        for (String template : TEMPLATES) {
            copy(base, template, out);
        }
        CanonicalJson.write(out.resolve(CONFIG), config(base, tokens, speaks));
        CanonicalJson.write(out.resolve(SPECIAL_TOKENS), tokens.contents());
        Path added = out.resolve(ADDED);
        if (Files.exists(added) && !agrees(base, JsonFields.read(added).values())) {
            Files.delete(added); // older versions of transformers would add its tokens to the others
        }
    }

    private static Map<String, Object> config(ExportedBase base, NamedTokens tokens, boolean speaks) {
        Map<String, Object> config = new LinkedHashMap<>(tokens.contents());
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("clean_up_tokenization_spaces", false);
        config.put(
                "model_input_names",
                base.family().equals("bert")
                        ? List.of("input_ids", "token_type_ids", "attention_mask")
                        : List.of("input_ids", "attention_mask"));
        KEPT.stream()
                .filter(base.kept()::containsKey)
                .forEach(name -> config.put(name, base.kept().get(name)));
        boolean left = speaks && "left".equals(base.kept().get(SIDE));
        config.put(SIDE, left ? "left" : "right");
        int positions = base.shape().positions();
        boolean fewer = base.kept().get(LONGEST) instanceof Number most && most.doubleValue() < positions;
        config.put(LONGEST, fewer ? base.kept().get(LONGEST) : positions);
        base.tokenizer().prefixSpace().ifPresent(space -> config.put("add_prefix_space", space));
        base.tokenizer().bertNormalizer().ifPresent(normalizer -> {
            config.put("do_lower_case", normalizer.path("lowercase").asBoolean(true));
            JsonNode strip = normalizer.path("strip_accents");
            config.put("strip_accents", strip.isBoolean() ? strip.booleanValue() : null);
            config.put(
                    "tokenize_chinese_chars",
                    normalizer.path("handle_chinese_chars").asBoolean(true));
        });
        return config;
    }

    private static boolean agrees(ExportedBase base, Map<String, Object> added) {
        return added.entrySet().stream()
                .allMatch(token -> base.tokenizer()
                        .id(token.getKey())
                        .filter(id -> id.equals(token.getValue()))
                        .isPresent());
    }

    private static void copy(ExportedBase base, String name, Path out) throws IOException {
        if (Files.exists(base.folder().resolve(name))) {
            Files.copy(base.folder().resolve(name), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
