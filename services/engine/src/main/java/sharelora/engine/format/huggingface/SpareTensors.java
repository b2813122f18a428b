package sharelora.engine.format.huggingface;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.config.ModelConfig;

/** The tensors of a folder that its model, as the config describes it, does not compute with. */
public final class SpareTensors {

    /** The modules of a family's bare model. Of the heads, a decoder's language head is the family's own too. */
    private enum Own {
        ENCODER(
                "(bert\\.|roberta\\.)?(embeddings|encoder)\\..+",
                "(bert\\.|roberta\\.)?embeddings\\.(position_ids|token_type_ids)"),
        GPT2(
                "(transformer\\.)?(wte|wpe|h|ln_f)\\..+|lm_head\\..+",
                "(transformer\\.)?h\\.\\d+\\.attn\\.(bias|masked_bias)"),
        LLAMA("(model\\.)?(embed_tokens|layers|norm)\\..+|lm_head\\..+", "(model\\.)?(.+\\.)?rotary_emb\\.inv_freq");

        private final Pattern own;
        private final Pattern tables;

        Own(String own, String tables) {
            this.own = Pattern.compile(own);
            this.tables = Pattern.compile(tables);
        }

        static Own of(String family) {
            return switch (family) {
                case "gpt2" -> GPT2;
                case "llama" -> LLAMA;
                default -> ENCODER;
            };
        }

        boolean matters(String name) {
            return own.matcher(name).matches() && !tables.matcher(name).matches();
        }

        boolean isTable(String name) {
            return tables.matcher(name).matches();
        }
    }

    private SpareTensors() {}

    /**
     * Refuses a tensor of the family's own that is not used, since the model that it belongs to computes something else, and
     * a language head that is not the word table where the config says that it is.
     *
     * @param used names in the bare model
     * @return names of the others: heads, which are left out
     * @throws ModelFormatException naming folder, tensor and expectation
     */
    public static List<String> foreign(ModelConfig config, HuggingFaceFolder folder, Set<String> used) {
        Path path = folder.config().resolveSibling("");
        Own own = Own.of(config.shape().family());
        Set<String> stored = folder.storedNames(used);
        requireTied(config, folder, path);
        List<String> spare = folder.names().stream()
                .filter(name -> !stored.contains(name) && !own.isTable(name))
                .filter(name -> !name.equals(ModelTensors.LANGUAGE_HEAD) || !isTied(config))
                .toList();
        spare.stream().filter(own::matters).findFirst().ifPresent(name -> {
            throw new ModelFormatException(
                    path,
                    "has the tensor " + quote(name) + ", which no "
                            + config.shape().family()
                            + " of its config.json computes with: expected only tensors that are used");
        });
        return spare;
    }

    private static boolean isTied(ModelConfig config) {
        return config.wordsName()
                .filter(name -> !name.equals(ModelTensors.LANGUAGE_HEAD))
                .isPresent();
    }

    /** Versions of transformers differ in which of the two they take. */
    private static void requireTied(ModelConfig config, HuggingFaceFolder folder, Path path) {
        if (!isTied(config) || !folder.has(ModelTensors.LANGUAGE_HEAD)) {
            return;
        }
        int[] shape = {config.shape().vocabulary(), config.shape().hidden()};
        Weight words = folder.weight(config.wordsName().orElseThrow(), shape);
        Weight head = folder.weight(ModelTensors.LANGUAGE_HEAD, shape);
        if (MemorySegment.mismatch(
                        words.data(),
                        0,
                        words.data().byteSize(),
                        head.data(),
                        0,
                        head.data().byteSize())
                >= 0) {
            throw new ModelFormatException(
                    path,
                    "has a " + ModelTensors.LANGUAGE_HEAD + " of other numbers than the word table, while"
                            + " tie_word_embeddings is true (the default of a gpt2): expected the same numbers, or"
                            + " tie_word_embeddings false in config.json");
        }
    }
}
