package sharelora.operations.modelstore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Precision;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Worker;
import sharelora.text.TextTokenizer;

/**
 * Whether an imported model does what jobs will ask of it: its tokenizer gives tokens, and its hidden states are finite.
 *
 * @param tokens one more than the largest id that the tokenizer can give
 * @param says gets a sentence for each thing that somebody should know of it
 */
record ModelTrial(Path folder, ModelShape shape, int tokens, Consumer<String> says) {

    /** A word, a sentence with punctuation and accents, other scripts, and none. */
    private static final List<String> TEXTS =
            List.of("parcel", "Where is my café order, no. 12?", "\u6c34 \u0434\u0430 \ud83d\ude00", "");

    private static final double SCALE = 1;

    /** @throws ModelFormatException where the model cannot compute with what the tokenizer gives */
    void run() {
        if (tokens > shape.vocabulary()) {
            says.accept("warning: the tokenizer can give " + tokens + " tokens, the model has embeddings for "
                    + shape.vocabulary() + "; records with a token from " + shape.vocabulary()
                    + " on cannot be learned");
        }
        try (TextTokenizer tokenizer = TextTokenizer.open(folder.resolve("tokenizer.json"), shape.positions());
                Engine engine = Engines.of(EngineChoice.STANDARD, Precision.FLOAT32);
                BaseModel model = BaseModel.open(engine, folder)) {
            List<int[]> texts = TEXTS.stream()
                    .map(text -> known(tokenizer.encode(text)))
                    .filter(ids -> ids.length > 0)
                    .toList();
            if (texts.isEmpty()) {
                throw new ModelFormatException(
                        folder.resolve("tokenizer.json"),
                        "gives no token that the model has an embedding for, of " + shape.vocabulary()
                                + ": expected the model's own tokenizer");
            }
            requireFinite(engine, model, texts);
            says.accept("a " + shape.family() + " of " + shape.layers() + " layers and " + shape.positions()
                    + " positions, the most that a stream's maxLength can be");
        }
    }

    private int[] known(int[] ids) {
        return Arrays.stream(ids).filter(id -> id < shape.vocabulary()).toArray();
    }

    private void requireFinite(Engine engine, BaseModel model, List<int[]> texts) {
        int[] ids = texts.stream().flatMapToInt(Arrays::stream).toArray();
        int[] starts = new int[texts.size() + 1];
        IntStream.range(0, texts.size()).forEach(i -> starts[i + 1] = starts[i] + texts.get(i).length);
        Flat nothing = engine.flat(1);
        try (Worker worker = engine.worker(nothing)) {
            Ops ops = worker.evaluate();
            ForwardContext pass = ForwardContext.plain(ops, Sequences.of(ids, starts));
            for (float number : ops.read(model.pooled(pass, Adapter.NONE, SCALE))) { // [S, D]
                if (!Float.isFinite(number)) {
                    throw new ModelFormatException(
                            folder.resolve("model.safetensors"),
                            "gives a hidden state of " + number + " for a text: expected finite numbers");
                }
            }
        }
    }
}
