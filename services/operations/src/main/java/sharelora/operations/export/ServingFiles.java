package sharelora.operations.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.TrainedHead;

/** What other programs need beside the numbers to serve an export as the base is served: its tokenizer, and whose ids are special. */
final class ServingFiles {

    private static final String GENERATION = "generation_config.json";

    /** Fields of a config, and the tokens that they are the ids of. */
    private static final Map<String, String> IDS = new TreeMap<>(Map.of(
            "bos_token_id", NamedTokens.BEGIN,
            "eos_token_id", NamedTokens.END,
            "pad_token_id", NamedTokens.PADDING));

    private ServingFiles() {}

    /**
     * Writes them beside an adapter, or into the folder of a merged model.
     *
     * @param base the folder of the imported base
     * @param out where a merged model's config.json is, which gets the ids that it lacks
     * @return what is missing, a line each
     */
    static List<String> write(String name, Path base, TrainedHead head, Path out) throws IOException {
        if (!Files.exists(base.resolve(ExportedBase.TOKENIZER))) {
            return List.of("base '" + name + "' has no " + ExportedBase.TOKENIZER + ": the tokenizer is left out");
        }
        List<String> notes = new ArrayList<>();
        ExportedBase exported = ExportedBase.of(name, base, head);
        NamedTokens tokens = NamedTokens.of(exported, notes::add);
        boolean speaks = head instanceof LanguageHead;
        TokenizerFiles.write(exported, tokens, speaks, out);
        Map<String, Object> ids = ids(exported, tokens);
        if (Files.exists(out.resolve(ExportedBase.CONFIG))) {
            Map<String, Object> config = new TreeMap<>(
                    JsonFields.read(out.resolve(ExportedBase.CONFIG)).values());
            config.putAll(ids);
            CanonicalJson.write(out.resolve(ExportedBase.CONFIG), config);
        }
        if (speaks) {
            writeGeneration(exported, ids, out);
            if (!hasTemplate(exported)) {
                notes.add("base '" + name + "' has no chat template: an instruction model's is kept at its import");
            }
        }
        return notes;
    }

    /** The config's own, and for each that it lacks the id of the named token. BERT has no begin and no end. */
    private static Map<String, Object> ids(ExportedBase base, NamedTokens tokens) {
        Map<String, Object> ids = new TreeMap<>();
        IDS.forEach((field, token) -> {
            Object own = base.config().get(field);
            boolean anew = own == null || (base.scores() && token.equals(NamedTokens.PADDING));
            Object id = anew && tokens.contents().containsKey(token)
                    ? base.tokenizer().id(tokens.contents().get(token)).orElseThrow()
                    : own;
            if (id != null) {
                ids.put(field, id);
            }
        });
        return ids;
    }

    private static void writeGeneration(ExportedBase base, Map<String, Object> ids, Path out) throws IOException {
        Path known = base.folder().resolve(GENERATION);
        if (!Files.exists(known)) {
            CanonicalJson.write(out.resolve(GENERATION), ids);
        } else if (!Files.exists(out.resolve(GENERATION))) {
            Files.copy(known, out.resolve(GENERATION));
        }
    }

    private static boolean hasTemplate(ExportedBase base) {
        return base.kept().containsKey("chat_template")
                || Files.exists(base.folder().resolve("chat_template.jinja"))
                || Files.exists(base.folder().resolve("chat_template.json"));
    }
}
