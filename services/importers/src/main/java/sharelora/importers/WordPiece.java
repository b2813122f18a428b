package sharelora.importers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.CanonicalJson;

/** The {@code tokenizer.json} that a BERT's {@code vocab.txt} stands for: characters made plain, words, pieces of words. */
final class WordPiece {

    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private WordPiece() {}

    /**
     * How a text is made plain before it is cut into words.
     *
     * @param stripAccents none: as {@code lowerCase} says
     */
    record Normalizer(boolean lowerCase, Optional<Boolean> stripAccents, boolean splitChinese) {

        static final Normalizer UNCASED = new Normalizer(true, Optional.empty(), true);

        private Map<String, Object> fields() {
            Map<String, Object> fields = WordPiece.fields(
                    "BertNormalizer", "clean_text", true, "handle_chinese_chars", splitChinese, "lowercase", lowerCase);
            stripAccents.ifPresent(strip -> fields.put("strip_accents", strip));
            return fields;
        }
    }

    /**
     * The file's bytes.
     *
     * @param vocabulary a piece in each line, in the order of ids
     * @throws IllegalArgumentException where one of the special pieces is missing
     */
    static byte[] tokenizer(List<String> vocabulary, Normalizer normalizer) {
        Map<String, Object> ids = new LinkedHashMap<>();
        for (int i = 0; i < vocabulary.size(); i++) {
            ids.put(vocabulary.get(i), i);
        }
        List<Map<String, Object>> added = new ArrayList<>();
        for (String piece : SPECIAL) {
            if (!ids.containsKey(piece)) {
                throw new IllegalArgumentException("vocabulary has no " + piece);
            }
            added.add(Map.of(
                    "id",
                    ids.get(piece),
                    "content",
                    piece,
                    "single_word",
                    false,
                    "lstrip",
                    false,
                    "rstrip",
                    false,
                    "normalized",
                    false,
                    "special",
                    true));
        }
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("truncation", null);
        tokenizer.put("padding", null);
        tokenizer.put("added_tokens", added);
        tokenizer.put("normalizer", normalizer.fields());
        tokenizer.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        tokenizer.put("post_processor", processor(ids));
        tokenizer.put("decoder", fields("WordPiece", "prefix", "##", "cleanup", true));
        tokenizer.put("model", model(ids));
        return CanonicalJson.text(tokenizer).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> model(Map<String, Object> ids) {
        return fields(
                "WordPiece",
                "unk_token",
                "[UNK]",
                "continuing_subword_prefix",
                "##",
                "max_input_chars_per_word",
                100,
                "vocab",
                ids);
    }

    private static Map<String, Object> processor(Map<String, Object> ids) {
        return fields(
                "BertProcessing", "cls", List.of("[CLS]", ids.get("[CLS]")), "sep", List.of("[SEP]", ids.get("[SEP]")));
    }

    private static Map<String, Object> fields(String type, Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
