package sharelora.operations.modelstore;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.importers.ModelImport;
import sharelora.text.DeclaredTokenizer;
import sharelora.text.TextTokenizer;

/**
 * Takes in a Hugging Face folder: model and tokenizer as transformers reads them, tried before anybody can name them.
 *
 * @param from the folder
 * @param says gets a sentence for each thing that somebody should know of it
 */
record FolderIntake(Path from, Consumer<String> says) {

    private static final String TOKENIZER = "tokenizer.json";

    private static final String CONFIG = "tokenizer_config.json";

    private static final int SHOWN_TENSORS = 5;

    private static final JsonMapper JSON = new JsonMapper();

    /** @throws RuntimeException naming the file that cannot be used, its value and what was expected */
    void into(Path folder) {
        List<String> leftOut = ModelImport.folder(from, folder);
        ModelShape shape = ModelConfig.read(folder.resolve("config.json")).shape();
        try {
            DeclaredTokenizer tokenizer = tokenizer(folder, shape);
            sayTensors(leftOut);
            new ModelTrial(folder, shape, tokenizer.tokens(), says).run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot import " + from + ": " + e.getMessage(), e);
        }
    }

    private DeclaredTokenizer tokenizer(Path folder, ModelShape shape) throws IOException {
        Path own = from.resolve(TOKENIZER);
        Path source = Files.exists(own) ? own : folder.resolve(TOKENIZER);
        requireOpens(source, shape);
        DeclaredTokenizer tokenizer = DeclaredTokenizer.read(source, from, shape.family(), shape.positions());
        tokenizer.notes().forEach(says);
        if (tokenizer.changed()) {
            Files.write(folder.resolve(TOKENIZER), tokenizer.tokenizer());
        }
        CanonicalJson.write(
                folder.resolve(CONFIG),
                JSON.readValue(tokenizer.config(), new TypeReference<Map<String, Object>>() {}));
        return tokenizer;
    }

    /** Opens the file in its own place, so that what is wrong with it is said of that. */
    private static void requireOpens(Path tokenizer, ModelShape shape) {
        try {
            TextTokenizer.open(tokenizer, shape.positions()).close();
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(
                    tokenizer,
                    "leaves no token of a text in the " + shape.positions() + " positions of the model: "
                            + e.getMessage(),
                    e);
        }
    }

    private void sayTensors(List<String> leftOut) {
        if (leftOut.isEmpty()) {
            return;
        }
        String shown = leftOut.stream()
                .limit(SHOWN_TENSORS)
                .map(ModelFormatException::quote)
                .collect(Collectors.joining(", "));
        String more = leftOut.size() > SHOWN_TENSORS ? " and others" : "";
        says.accept("left out what the bare model does not compute with, %d in all: %s%s"
                .formatted(leftOut.size(), shown, more));
    }
}
