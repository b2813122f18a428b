package sharelora.operations.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.engine.format.JsonFields;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;

/**
 * An imported base, as far as what is made of it has to say the same.
 *
 * @param folder its files
 * @param kept fields of the tokenizer_config.json and special_tokens_map.json that came in
 * @param config fields of its config.json
 * @param scores whether the head reads the last token that is not padding: a decoder's class for sequence classification
 */
record ExportedBase(
        String name,
        Path folder,
        ModelShape shape,
        TokenizerJson tokenizer,
        Map<String, Object> kept,
        Map<String, Object> config,
        boolean scores) {

    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIG = "config.json";

    /** @throws sharelora.engine.format.ModelFormatException where its config cannot be read */
    static ExportedBase of(String name, Path folder, TrainedHead head) {
        Map<String, Object> kept = new TreeMap<>();
        for (String file : List.of(TokenizerFiles.SPECIAL_TOKENS, TokenizerFiles.CONFIG)) {
            if (Files.exists(folder.resolve(file))) {
                kept.putAll(JsonFields.read(folder.resolve(file)).values());
            }
        }
        ModelConfig config = ModelConfig.read(folder.resolve(CONFIG));
        return new ExportedBase(
                name,
                folder,
                config.shape(),
                TokenizerJson.read(folder.resolve(TOKENIZER)),
                kept,
                JsonFields.read(folder.resolve(CONFIG)).values(),
                head instanceof StockHead && config.wordsName().isPresent());
    }

    String family() {
        return shape.family();
    }

    boolean has(String content) {
        return tokenizer.id(content).filter(id -> id < shape.vocabulary()).isPresent();
    }

    /** A special token as it came in: its text, or an object that has it. */
    Optional<String> named(String field) {
        Object value = kept.get(field);
        Object content = value instanceof Map<?, ?> token ? token.get("content") : value;
        return content instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The token of an id in the config, of several the first. */
    Optional<String> ofConfig(String field) {
        Object value = config.get(field);
        Object id = value instanceof List<?> list && !list.isEmpty() ? list.getFirst() : value;
        return id instanceof Integer number ? tokenizer.content(number) : Optional.empty();
    }

    /** Whether nothing would be lost: a head that looks for the last token must not take the end of a text for padding. */
    boolean mayPad(String content) {
        return !scores || !tokenizer.closing().equals(Optional.of(content));
    }
}
