package sharelora.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.Generator;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;
import sharelora.schemas.Example;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;

/**
 * A prompt, how it goes on, and how a base goes on with it by itself and with an adapter: greedily decoded.
 *
 * @param before by the untouched base
 * @param after with the adapter
 */
public record Decoded(String prompt, String completion, String before, String after) {

    private static final int LONGEST = 64;

    /** Of some examples; the base is opened for them and closed again. */
    static List<Decoded> of(EngineChoice choice, List<Example> examples, Path base, Path checkpoint, int maxLength) {
        int threads = Runtime.getRuntime().availableProcessors();
        try (Engine engine = Engines.of(choice, Precision.FLOAT32);
                BaseModel model = BaseModel.open(engine, base);
                TextTokenizer text = TextTokenizer.open(base.resolve("tokenizer.json"), maxLength);
                Generator untouched = Generator.of(model, threads);
                Generator learned = Generator.open(model, checkpoint, threads)) {
            List<Integer> ends = model.tokens().ends();
            PromptTokenizer prompts = PromptTokenizer.of(text, ends.getFirst());
            List<int[]> ids = examples.stream()
                    .map(example -> prompts.prompt(example.getText()))
                    .toList();
            Decoding greedy = Decoding.greedy(LONGEST, ends);
            List<int[]> before = untouched.generate(ids, greedy);
            List<int[]> after = learned.generate(ids, greedy);
            return IntStream.range(0, ids.size())
                    .mapToObj(i -> new Decoded(
                            examples.get(i).getText(),
                            examples.get(i).getCompletion(),
                            text.decode(before.get(i)),
                            text.decode(after.get(i))))
                    .toList();
        }
    }
}
