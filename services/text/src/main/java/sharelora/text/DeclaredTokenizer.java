package sharelora.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tokenizer as transformers reads a folder: {@code tokenizer.json} with what the files beside it say. What versions of
 * transformers read in different ways is refused by the name of its field.
 *
 * @param tokenizer a {@code tokenizer.json} that alone computes the same tokens
 * @param changed whether that is another one than the folder's
 * @param config a {@code tokenizer_config.json} that agrees with it
 * @param tokens one more than the largest id that a text can get
 * @param notes what counts otherwise than one of the files says, a sentence each
 */
public record DeclaredTokenizer(byte[] tokenizer, boolean changed, byte[] config, int tokens, List<String> notes) {

    private static final String CONFIG = "tokenizer_config.json";

    private static final String CLASS = "tokenizer_class";

    private static final String LONGEST = "model_max_length";

    /** What transformers writes where nobody gave a limit is far above this. */
    private static final double UNLIMITED = 1e9;

    private static final List<String> FLAGS_OF_A_TOKEN = List.of("single_word", "lstrip", "rstrip", "normalized");

    /**
     * Reads the files.
     *
     * @param tokenizerJson the folder's, or one made of its vocabulary
     * @param folder that the files beside it are in
     * @param family of the model: bert, roberta, gpt2 or llama
     * @param positions longest text of the model
     * @throws TokenizerFileException naming file, field, value and expectation
     */
    public static DeclaredTokenizer read(Path tokenizerJson, Path folder, String family, int positions) {
        TokenizerJson file = TokenizerJson.read(tokenizerJson);
        Declaration said = new Declaration(
                TokenizerJson.readIfThere(folder.resolve(CONFIG)),
                TokenizerJson.readIfThere(folder.resolve("special_tokens_map.json")));
        boolean declared = Files.exists(folder.resolve(CONFIG));
        Optional<String> named = said.text(CLASS)
                .or(() ->
                        TokenizerJson.readIfThere(folder.resolve("config.json")).textOf(CLASS));
        TokenizerClass kind = TokenizerClass.of(named, family);
        List<String> notes = new ArrayList<>();
        checkSides(file, said);
        checkTokens(file, said, kind, folder);
        Optional<String> other = kind.rebuilds(file, said);
        ObjectNode config;
        boolean changed = false;
        if (declared || named.isPresent()) {
            checkDefaults(file, said, kind);
            other.ifPresent(part -> refuse(said, kind, named, part));
            kind.apply(file, said, notes);
            changed = !notes.isEmpty();
            checkAround(file, said);
            config = said.config().root().deepCopy();
            named.ifPresent(name -> config.put(CLASS, name));
            if (named.isEmpty()) {
                config.put(CLASS, kind.called());
            }
        } else {
            boolean fits = other.isEmpty()
                    && file.addedTokens().keySet().containsAll(kind.tokens().values());
            config = undeclared(file, fits ? kind : TokenizerClass.FILE, family);
            if (!fits || config.size() > (kind == TokenizerClass.FILE ? 2 : 1)) {
                notes.add("no " + CONFIG + ": tokenizer.json counts, and what it does otherwise than a " + kind.called()
                        + " of transformers is said in the imported one");
            }
        }
        limit(config, positions, notes);
        return new DeclaredTokenizer(
                file.bytes(), changed, TokenizerJson.bytes(config), file.tokens(), List.copyOf(notes));
    }

    private static void limit(ObjectNode config, int positions, List<String> notes) {
        JsonNode said = config.path(LONGEST);
        if (said.isNumber() && said.doubleValue() <= positions) {
            return;
        }
        if (said.isNumber() && said.doubleValue() < UNLIMITED) {
            notes.add(CONFIG + ": its " + LONGEST + " is " + said + ", the model has " + positions
                    + " positions; they count");
        }
        config.put(LONGEST, positions);
    }

    private static ObjectNode undeclared(TokenizerJson file, TokenizerClass kind, String family) {
        ObjectNode config = TokenizerJson.object();
        config.put(CLASS, kind.called());
        kind.describe(file, config);
        if (kind == TokenizerClass.FILE) {
            ArrayNode inputs = config.putArray("model_input_names").add("input_ids");
            if (family.equals("bert")) {
                inputs.add("token_type_ids");
            }
            inputs.add("attention_mask");
        }
        return config;
    }

    private static void refuse(Declaration said, TokenizerClass kind, Optional<String> named, String part) {
        if (kind == TokenizerClass.FILE) {
            throw said.wrong(
                    part.substring(part.indexOf('.') + 1),
                    "what " + part + " of tokenizer.json says, since versions of transformers differ in which counts");
        }
        throw new TokenizerFileException(
                said.config().file(),
                CLASS + " is " + named.map(name -> '"' + name + '"').orElse("missing, which means " + kind.called())
                        + ", which makes another " + part + " than tokenizer.json has: expected a class that takes the"
                        + " file as it is, such as PreTrainedTokenizerFast");
    }

    /** Long texts lose their end here, and special tokens are never taken apart. */
    private static void checkSides(TokenizerJson file, Declaration said) {
        if (said.flag("split_special_tokens", false)) {
            throw said.wrong("split_special_tokens", "false");
        }
        if (!said.flag("do_basic_tokenize", true)) {
            throw said.wrong("do_basic_tokenize", "true");
        }
        if (said.text("truncation_side").filter(side -> !side.equals("right")).isPresent()) {
            throw said.wrong("truncation_side", "right");
        }
        JsonNode direction = file.part("truncation").path("direction");
        if (!said.has("truncation_side") && direction.asText("Right").equals("Left")) {
            throw new TokenizerFileException(file.file(), "truncation.direction is \"Left\": expected Right");
        }
    }

    private static void checkTokens(TokenizerJson file, Declaration said, TokenizerClass kind, Path folder) {
        Map<String, JsonNode> added = file.addedTokens();
        said.listedTokens().forEach((id, token) -> {
            JsonNode same = added.get(token.path("content").asText());
            String field = "added_tokens_decoder[" + id + "]";
            if (same == null || !same.path("id").asText().equals(id)) {
                throw new TokenizerFileException(
                        said.config().file(),
                        field + " is " + TokenizerJson.shown(token.path("content"))
                                + ": expected a token of that id among the added_tokens of tokenizer.json");
            }
            FLAGS_OF_A_TOKEN.stream()
                    .filter(flag -> token.has(flag)
                            && token.path(flag).asBoolean() != same.path(flag).asBoolean())
                    .forEach(flag -> {
                        throw new TokenizerFileException(
                                said.config().file(),
                                field + "." + flag + " is " + token.path(flag)
                                        + ": expected what the added_tokens of tokenizer.json say");
                    });
        });
        if (said.listsTokens() && kind != TokenizerClass.FILE) {
            requireAll(said, added);
        }
        said.namedTokens().forEach((field, token) -> requireAdded(said.config().file(), added, field, token));
        checkLegacy(said, added, folder);
    }

    /** Of the special tokens that a configuration does not mention, a class has its own. */
    private static void checkDefaults(TokenizerJson file, Declaration said, TokenizerClass kind) {
        Map<String, String> named = said.namedTokens();
        kind.tokens().forEach((field, token) -> {
            if (!named.containsKey(field) && !said.config().root().has(field)) {
                requireAdded(said.config().file(), file.addedTokens(), field + ", where it is not given,", token);
            }
        });
    }

    private static void checkLegacy(Declaration said, Map<String, JsonNode> added, Path folder) {
        TokenizerJson legacy = TokenizerJson.readIfThere(folder.resolve("added_tokens.json"));
        if (!said.listsTokens()) {
            legacy.root().properties().forEach(token -> requireAdded(legacy.file(), added, "a token", token.getKey()));
        }
    }

    /** A class that builds its tokenizer anew adds the listed tokens alone. */
    private static void requireAll(Declaration said, Map<String, JsonNode> added) {
        added.forEach((content, token) -> {
            if (!said.listedTokens().containsKey(token.path("id").asText())) {
                throw new TokenizerFileException(
                        said.config().file(),
                        "added_tokens_decoder has no " + token.path("id") + ": expected all of the added_tokens of"
                                + " tokenizer.json, and so " + TokenizerJson.shown(token.path("content")));
            }
        });
    }

    private static void requireAdded(Path file, Map<String, JsonNode> added, String field, String token) {
        if (!added.containsKey(token)) {
            throw new TokenizerFileException(
                    file,
                    field + " is " + TokenizerJson.shown(token)
                            + ": expected one of the added_tokens of tokenizer.json, since transformers would add it");
        }
    }

    /** Old versions of transformers add the tokens that this says; new ones, those of the file. */
    private static void checkAround(TokenizerJson file, Declaration said) {
        List<String> around = file.around(false);
        requireSame(said, "add_bos_token", around.getFirst() != null);
        requireSame(said, "add_eos_token", around.getLast() != null);
    }

    private static void requireSame(Declaration said, String field, boolean does) {
        if (said.has(field) && said.flag(field, does) != does) {
            throw said.wrong(field, does + ", as the post_processor of tokenizer.json does");
        }
    }
}
