package sharelora.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a tokenizer's class in transformers makes of a {@code tokenizer.json}. Some build all but the vocabulary anew, by
 * their own arguments; so where the file has something else, the class computes other tokens than the file.
 */
enum TokenizerClass {
    BERT("BertTokenizer", "cls_token=[CLS] sep_token=[SEP] unk_token=[UNK] pad_token=[PAD] mask_token=[MASK]") {
        @Override
        Optional<String> rebuilds(TokenizerJson file, Declaration said) {
            JsonNode normalizer = file.part("normalizer");
            JsonNode model = file.part("model");
            List<Check> checks = List.of(
                    new Check("normalizer", isOfType(normalizer, "BertNormalizer") && isTrue(normalizer, "clean_text")),
                    new Check("pre_tokenizer", isOfType(file.part("pre_tokenizer"), "BertPreTokenizer")),
                    new Check("post_processor", surrounds(file, said, PAIR_BY_ONE)),
                    new Check(
                            "model",
                            isOfType(model, "WordPiece")
                                    && model.path("unk_token").asText("[UNK]").equals(said.token(this, "unk_token"))
                                    && model.path("continuing_subword_prefix")
                                            .asText("##")
                                            .equals("##")
                                    && model.path("max_input_chars_per_word").asInt(100) == 100));
            return Check.firstFailed(checks);
        }

        @Override
        void apply(TokenizerJson file, Declaration said, List<String> notes) {
            ObjectNode normalizer = (ObjectNode) file.part("normalizer");
            boolean lower = said.flag("do_lower_case", true);
            set(normalizer, "lowercase", lower, "do_lower_case", notes);
            set(
                    normalizer,
                    "handle_chinese_chars",
                    said.flag("tokenize_chinese_chars", true),
                    "tokenize_chinese_chars",
                    notes);
            Boolean strip = said.has("strip_accents") ? (Boolean) said.flag("strip_accents", lower) : null;
            boolean now = normalizer.path("strip_accents").isBoolean()
                    ? normalizer.path("strip_accents").booleanValue()
                    : normalizer.path("lowercase").booleanValue();
            boolean then = Objects.requireNonNullElse(strip, lower);
            if (now != then) {
                normalizer.put("strip_accents", then);
                note("strip_accents", notes);
            }
        }

        @Override
        void describe(TokenizerJson file, ObjectNode config) {
            JsonNode normalizer = file.part("normalizer");
            boolean lower = normalizer.path("lowercase").booleanValue();
            if (!lower) {
                config.put("do_lower_case", false);
            }
            if (normalizer.path("strip_accents").isBoolean()
                    && normalizer.path("strip_accents").booleanValue() != lower) {
                config.put("strip_accents", !lower);
            }
            if (!normalizer.path("handle_chinese_chars").asBoolean(true)) {
                config.put("tokenize_chinese_chars", false);
            }
        }
    },
    ROBERTA(
            "RobertaTokenizer",
            "cls_token=<s> sep_token=</s> bos_token=<s> eos_token=</s> unk_token=<unk> pad_token=<pad> mask_token=<mask>") {
        @Override
        Optional<String> rebuilds(TokenizerJson file, Declaration said) {
            List<Check> checks = new ArrayList<>(bytePairs(file));
            checks.add(new Check("post_processor", surrounds(file, said, PAIR_BY_TWO)));
            return Check.firstFailed(checks);
        }
    },
    GPT2("GPT2Tokenizer", "bos_token=<|endoftext|> eos_token=<|endoftext|> unk_token=<|endoftext|>") {
        @Override
        Optional<String> rebuilds(TokenizerJson file, Declaration said) {
            return Check.firstFailed(bytePairs(file));
        }
    },
    /** Any class that takes the file as it is. */
    FILE("PreTrainedTokenizerFast", "") {
        @Override
        Optional<String> rebuilds(TokenizerJson file, Declaration said) {
            JsonNode bytes = file.part("pre_tokenizer");
            boolean contradicts = said.has(PREFIX_SPACE)
                    && isOfType(bytes, BYTE_LEVEL)
                    && bytes.path(PREFIX_SPACE).asBoolean(true) != said.flag(PREFIX_SPACE, false);
            return contradicts ? Optional.of("pre_tokenizer.add_prefix_space") : Optional.empty();
        }

        @Override
        void apply(TokenizerJson file, Declaration said, List<String> notes) {
            // nothing but the file counts
        }

        @Override
        void describe(TokenizerJson file, ObjectNode config) {
            // nothing but the file counts
        }
    };

    private static final String PREFIX_SPACE = "add_prefix_space";

    private static final String BYTE_LEVEL = "ByteLevel";

    /** Whether a second text has one separator before it, as BERT has it, or two. */
    private static final boolean PAIR_BY_ONE = false;

    private static final boolean PAIR_BY_TWO = true;

    private static final Pattern SPACE = Pattern.compile(" ");

    private final String name;
    private final String tokens;

    /** @param tokens field=token, by the names that a configuration has for them */
    TokenizerClass(String name, String tokens) {
        this.name = name;
        this.tokens = tokens;
    }

    /** A part of the file that a class expects to be of its own kind. */
    private record Check(String part, boolean isOwn) {

        static Optional<String> firstFailed(List<Check> checks) {
            return checks.stream()
                    .filter(check -> !check.isOwn)
                    .map(Check::part)
                    .findFirst();
        }
    }

    /** The class by its name in transformers, or that of a family where no name is given. */
    static TokenizerClass of(Optional<String> said, String family) {
        String word = said.map(name -> name.replaceFirst("Fast$", "")).orElse("");
        return switch (word) {
            case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer" -> BERT;
            case "RobertaTokenizer" -> ROBERTA;
            case "GPT2Tokenizer" -> GPT2;
            case "" -> family.equals("llama") ? FILE : valueOf(family.toUpperCase(Locale.ROOT));
            default -> FILE;
        };
    }

    /** Its name in transformers. */
    String called() {
        return name;
    }

    /** Its special tokens where a configuration does not name others. */
    Map<String, String> tokens() {
        Map<String, String> byField = new LinkedHashMap<>();
        SPACE.splitAsStream(tokens).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int middle = pair.indexOf('=');
            byField.put(pair.substring(0, middle), pair.substring(middle + 1));
        });
        return byField;
    }

    /** The first part of the file that the class would build otherwise, by other means than {@link #apply} sets. */
    abstract Optional<String> rebuilds(TokenizerJson file, Declaration said);

    /** Sets in the file what the configuration says, with a note of each change. */
    void apply(TokenizerJson file, Declaration said, List<String> notes) {
        set((ObjectNode) file.part("pre_tokenizer"), PREFIX_SPACE, said.flag(PREFIX_SPACE, false), PREFIX_SPACE, notes);
    }

    /** Adds to a configuration what this class has to be told to do as the file says. */
    void describe(TokenizerJson file, ObjectNode config) {
        if (file.part("pre_tokenizer").path(PREFIX_SPACE).asBoolean(true)) {
            config.put(PREFIX_SPACE, true);
        }
    }

    private static List<Check> bytePairs(TokenizerJson file) {
        JsonNode model = file.part("model");
        JsonNode bytes = file.part("pre_tokenizer");
        boolean plain = isOfType(model, "BPE")
                && model.path("dropout").asDouble(0) == 0
                && model.path("continuing_subword_prefix").asText("").isEmpty()
                && model.path("end_of_word_suffix").asText("").isEmpty()
                && !model.path("fuse_unk").asBoolean(false)
                && !model.path("byte_fallback").asBoolean(false)
                && !model.path("ignore_merges").asBoolean(false);
        return List.of(
                new Check("normalizer", file.part("normalizer").isEmpty()),
                new Check("pre_tokenizer", isOfType(bytes, BYTE_LEVEL) && isTrue(bytes, "use_regex")),
                new Check("model", plain));
    }

    boolean surrounds(TokenizerJson file, Declaration said, boolean twice) {
        String begin = said.token(this, "cls_token");
        String end = said.token(this, "sep_token");
        List<String> single = new ArrayList<>(List.of(begin));
        single.add(null);
        single.add(end);
        List<String> pair = new ArrayList<>(single);
        if (twice) {
            pair.add(end);
        }
        pair.add(null);
        pair.add(end);
        return file.around(false).equals(single) && file.around(true).equals(pair);
    }

    private static boolean isOfType(JsonNode part, String type) {
        return part.path("type").asText().equals(type);
    }

    private static boolean isTrue(JsonNode part, String field) {
        return part.path(field).asBoolean(true);
    }

    private static void set(ObjectNode part, String field, boolean value, String said, List<String> notes) {
        if (part.path(field).asBoolean(true) != value) {
            part.put(field, value);
            note(said, notes);
        }
    }

    private static void note(String field, List<String> notes) {
        notes.add("tokenizer_config.json: its " + field
                + " counts, as in transformers, and no longer what tokenizer.json says of it");
    }
}
