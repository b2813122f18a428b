package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import sharelora.engine.Engines;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.Generator;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** Real weights, too large to keep here: {@code infra/golden/make_real.py} tells what to run. */
@EnabledIfSystemProperty(named = "real", matches = ".+", disabledReason = "needs what make_real.py writes")
class RealModelsTest {

    private static final double TOLERANCE = 1e-4;
    private static final int MASK = 103;
    private static final int CONTINUED = 40;

    private static Engine engine;
    private static JsonNode real;

    @BeforeAll
    static void open() throws IOException {
        engine = Engines.fused();
        real = new ObjectMapper()
                .readTree(Path.of(System.getProperty("real"), "real.json").toFile());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void miniLmPoolsSentencesAsTransformersDoes() {
        double difference = greatest("minilm", states -> {
            Sequences sequences = states.pass().sequences();
            return states.pass().ops().meanPool(states.all(), sequences, 1); // [1, D]
        });

        assertThat(difference).isLessThan(TOLERANCE);
    }

    @Test
    void bertBaseSeesBehindAMaskWhatTransformersSees() {
        double difference = greatest("bert-base", states -> {
            int[] tokens = states.pass().sequences().tokenIds();
            int mask = IntStream.range(0, tokens.length)
                    .filter(i -> tokens[i] == MASK)
                    .findFirst()
                    .orElseThrow();
            return states.of(new int[] {mask}); // [1, D]
        });

        assertThat(difference).isLessThan(TOLERANCE);
    }

    @Test
    void smolLm2SaysOfTheNextWordWhatTransformersSays() {
        double difference = greatest("smollm2", states -> {
            Tensor last = states.of(states.pass().sequences().lastTokens()); // [1, D]
            return states.pass().ops().linear(last, states.base().words()); // [1, V]
        });

        assertThat(difference).isLessThan(TOLERANCE);
    }

    @Test
    void smolLm2GoesOnAsTransformersDoes() {
        // Given
        JsonNode smol = real.get("smollm2");
        List<int[]> prompts = StreamSupport.stream(smol.get("sequences").spliterator(), false)
                .map(RealModelsTest::numbers)
                .toList();

        // When
        List<int[]> said;
        try (BaseModel base = base(smol);
                Generator generator = Generator.of(base, 2)) {
            said = generator.generate(prompts, Decoding.greedy(CONTINUED, List.of()));
        }

        // Then
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i))
                    .containsExactly(numbers(smol.get("continued").get(i)));
        }
    }

    private interface Question {
        /** [1, any]. */
        Tensor ask(HiddenStates states);
    }

    /** The greatest difference from what is written down, as a share of 1 + its size. Printed, for the record. */
    private static double greatest(String name, Question question) {
        JsonNode model = real.get(name);
        List<Double> differences = new ArrayList<>();
        try (BaseModel base = base(model);
                Worker worker = engine.worker(engine.flat(1))) {
            for (int i = 0; i < model.get("sequences").size(); i++) {
                int[] tokens = numbers(model.get("sequences").get(i));
                Ops ops = worker.evaluate();
                ForwardContext pass = ForwardContext.plain(ops, Sequences.of(tokens, new int[] {0, tokens.length}));
                float[] found = ops.read(question.ask(new HiddenStates(base, Adapter.NONE, pass)));
                differences.add(greatest(found, model.get("expected").get(i)));
            }
        }
        double greatest =
                differences.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        System.out.printf(
                "%s: within %.1e; transformers' own float32 %.1e%n",
                name, greatest, model.get("transformersOwn").doubleValue());
        return greatest;
    }

    private static double greatest(float[] found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        return IntStream.range(0, found.length)
                .mapToDouble(i -> {
                    double wanted = expected.get(i).doubleValue();
                    return Math.abs(found[i] - wanted) / (1 + Math.abs(wanted));
                })
                .max()
                .orElseThrow();
    }

    private static BaseModel base(JsonNode model) {
        return BaseModel.open(engine, Path.of(model.get("base").textValue()));
    }

    private static int[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
