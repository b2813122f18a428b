package sharelora.importers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;

/** The tokenizer of a Hugging Face folder, in whichever of its files it is. */
final class TokenizerFiles {

    /** A Llama 3's, saved again by another version of its library, has 17 MB. */
    private static final long MOST_BYTES = 64L << 20;

    private static final String TOKENIZER = "tokenizer.json";

    private static final String VOCABULARY = "vocab.txt";

    /** The other files that a tokenizer can be in: of sentencepiece, byte pairs or fastBPE. */
    private static final List<String> OTHERS = List.of(
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model",
            "spm.model",
            "vocab.json",
            "bpe.codes",
            VOCABULARY);

    private TokenizerFiles() {}

    /**
     * The bytes of the folder's {@code tokenizer.json}, or of what a BERT's {@code vocab.txt} stands for.
     *
     * @throws ModelFormatException where there is neither, saying what to do
     */
    static byte[] tokenizer(Path folder, String family) {
        Path file = folder.resolve(TOKENIZER);
        Path vocabulary = folder.resolve(VOCABULARY);
        try {
            if (Files.exists(file)) {
                JsonFields.read(file, MOST_BYTES).object("model");
                return Files.readAllBytes(file);
            }
            if (family.equals("bert") && Files.exists(vocabulary)) {
                return ofVocabulary(vocabulary, normalizer(folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a tokenizer of " + folder + ": " + e.getMessage(), e);
        }
        throw new ModelFormatException(
                file,
                "no such file: expected the tokenizer as " + TOKENIZER
                        + other(folder)
                                .map(name -> ", not as " + name
                                        + "; transformers, with sentencepiece beside it, writes one:"
                                        + " AutoTokenizer.from_pretrained('DIR').save_pretrained('DIR')")
                                .orElse(""));
    }

    private static Optional<String> other(Path folder) {
        return OTHERS.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .findFirst();
    }

    private static byte[] ofVocabulary(Path file, WordPiece.Normalizer normalizer) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new ModelFormatException(file, "has " + Files.size(file) + " bytes: expected at most " + MOST_BYTES);
        }
        ModelFormatException.refuseLfsPointer(file, Files.readAllBytes(file));
        try (Stream<String> pieces = Files.readString(file).lines()) {
            return WordPiece.tokenizer(pieces.toList(), normalizer);
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, "is not UTF-8: expected a piece of a word in each line", e);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, e.getMessage(), e);
        }
    }

    /** As transformers reads {@code tokenizer_config.json} for a BertTokenizer. */
    private static WordPiece.Normalizer normalizer(Path folder) {
        Path file = folder.resolve("tokenizer_config.json");
        if (!Files.exists(file)) {
            return WordPiece.Normalizer.UNCASED;
        }
        JsonFields config = JsonFields.read(file);
        return new WordPiece.Normalizer(
                !config.has("do_lower_case") || config.flag("do_lower_case"),
                config.has("strip_accents") ? Optional.of(config.flag("strip_accents")) : Optional.empty(),
                !config.has("tokenize_chinese_chars") || config.flag("tokenize_chinese_chars"));
    }
}
