package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;

final class StreamBenchTest {

    @TempDir
    private Path folder;

    @Test
    void takesEveryTextThatHasALabelOnce() throws IOException {
        // Given
        base("bert");
        Path file = Files.writeString(folder.resolve("texts.jsonl"), """
            {"text": "w1 w2 w3", "label": "a"}
            {"text": "w2", "label": "b"}
            {"text": "w2 w4"}
            {"text": "w4 w5", "label": "a"}
            """);

        // When
        StreamMeasurement measurement =
                new StreamBench(work(HeadSpec.MEAN), EngineChoice.STANDARD, 1).run(folder, file);

        // Then
        assertThat(measurement.records()).isEqualTo(3);
        assertThat(measurement.tokens()).isEqualTo(6);
        assertThat(measurement.recordsPerSecond()).isPositive();
    }

    @Test
    void takesPromptsWithHowTheyGoOnAndWhatEndsThem() throws IOException {
        // Given
        base("llama");
        Path file = Files.writeString(folder.resolve("pairs.jsonl"), """
            {"text": "w1 w2", "completion": "w3"}
            {"text": "w1 w2", "label": "no completion"}
            {"text": "w4", "completion": "w5 w6"}
            """);

        // When
        StreamMeasurement measurement =
                new StreamBench(work(HeadSpec.LANGUAGE), EngineChoice.STANDARD, 1).run(folder, file);

        // Then
        assertThat(measurement.records()).isEqualTo(2);
        assertThat(measurement.tokens()).isEqualTo(3 + 1 + 3 + 1);
    }

    private static Workload work(HeadSpec head) {
        LowRankSpec adapter = new LowRankSpec(LowRankMethod.SHARE_A, 2, 2, 0, List.of("query"));
        return new Workload(adapter, head, Collections.nCopies(2, 16), 1, false, Precision.FLOAT32, BaseMemory.FAST);
    }

    /** A tiny one with a tokenizer of words between spaces. */
    private void base(String family) throws IOException {
        RandomModel.write(new ModelShape(family, 1, 16, 2, 2, 32, 20, 16), 7, folder);
        Path config = folder.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : 1"));
        String words = IntStream.range(0, 18)
                .mapToObj(i -> "\"w%d\": %d".formatted(i, i + 2))
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("tokenizer.json"), """
            {"version": "1.0", "pre_tokenizer": {"type": "Whitespace"},
             "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {"<unk>": 0, "<end>": 1, %s}}}
            """.formatted(words));
    }
}
