package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;

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
        StreamMeasurement measurement = bench(HeadSpec.MEAN, 0).run(folder, file);

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
        StreamMeasurement measurement = bench(HeadSpec.LANGUAGE, 0).run(folder, file);

        // Then
        assertThat(measurement.records()).isEqualTo(2);
        assertThat(measurement.tokens()).isEqualTo(3 + 1 + 3 + 1);
    }

    @Test
    void measuresTheRecordsThatItDidNotLearn() throws IOException {
        // Given
        base("bert");
        Path file = Files.writeString(
                folder.resolve("texts.jsonl"),
                IntStream.range(0, 200)
                        .mapToObj(i -> "{\"text\": \"w%d w%d\", \"label\": \"%s\"}%n"
                                .formatted(i % 18, i / 18, i % 18 < 9 ? "low" : "high"))
                        .collect(Collectors.joining()));

        // When
        StreamMeasurement measurement = bench(HeadSpec.MEAN, 30).run(folder, file);

        // Then
        HeldOut held = measurement.heldOut();
        assertThat(measurement.records() + held.records()).isEqualTo(200);
        assertThat(held.records()).isBetween(40, 80);
        assertThat(held.asked()).isEqualTo(held.records());
        assertThat(held.correct()).hasSize(held.records());
        assertThat(held.correct().chars().filter(c -> c == '1').count() / (double) held.records())
                .isEqualTo(held.accuracy());
        assertThat(held.accuracy()).isGreaterThan(0.6); // first words tell it; guessing has a half
        assertThat(held.perplexity()).isCloseTo(Math.exp(held.loss()), within(1e-12));
    }

    @Test
    void tellsWhatIsKeptOfAnEarlierEraAndThatReplayKeepsMore() throws IOException {
        // Given
        base("bert");
        Path file = Files.writeString(
                folder.resolve("texts.jsonl"),
                IntStream.range(0, 400)
                        .mapToObj(i -> "{\"text\": \"w%d w%d\", \"label\": \"%s\"}%n"
                                .formatted(i % 17, i / 20, i < 200 ? "first" : "second"))
                        .collect(Collectors.joining()));
        Workload plain = work(HeadSpec.MEAN);
        ReplaySpec again = new ReplaySpec(1, 100, KeepingRule.of("reservoir"), ReplaySpec.AGELESS);

        // When
        EraAccuracy forgotten = bench(plain, 30, 2).run(folder, file).eras();
        EraAccuracy kept = bench(plain.with(plain.training().with(again)), 30, 2)
                .run(folder, file)
                .eras();

        // Then
        assertThat(forgotten.untouched()).hasSize(2);
        assertThat(forgotten.checkpoints().getFirst().getFirst()).isEqualTo(1);
        assertThat(forgotten.checkpoints().getLast().getLast()).isEqualTo(1);
        assertThat(kept.checkpoints().getLast().getFirst())
                .isGreaterThan(forgotten.checkpoints().getLast().getFirst());
    }

    @Test
    void measuresTheRiseOfTheLossOnTextsAsANegativeNumberWhereItFalls() throws IOException {
        // Given
        base("llama");
        Path file = Files.writeString(
                folder.resolve("pairs.jsonl"),
                "{\"text\": \"w1 w2\", \"completion\": \"w3\"}%n".formatted().repeat(400));
        Path others = Files.writeString(folder.resolve("others.jsonl"), """
            {"text": "w1 w2 w3"}
            {"text": "w7"}
            """);

        // When
        StreamMeasurement measurement = new StreamBench(
                        work(HeadSpec.LANGUAGE),
                        EngineChoice.STANDARD,
                        1,
                        new Measures(0, 1, false, Optional.empty(), Optional.of(others)))
                .run(folder, file);

        // Then
        assertThat(measurement.forgetting()).isNegative(); // since w3 behind w2 is what it learned
        assertThat(measurement.heldOut()).isNull();
    }

    private static StreamBench bench(HeadSpec head, int percent) {
        return bench(work(head), percent, 1);
    }

    private static StreamBench bench(Workload work, int percent, int eras) {
        return new StreamBench(
                work, EngineChoice.STANDARD, 1, new Measures(percent, eras, false, Optional.empty(), Optional.empty()));
    }

    private static Workload work(HeadSpec head) {
        LowRankSpec adapter = new LowRankSpec(LowRankMethod.SHARE_A, 2, 2, 0, List.of("query"));
        return new Workload(
                adapter, head, Collections.nCopies(2, 16), Workload.training(1, false, 7, 0.05), Arithmetic.FLOAT32);
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
