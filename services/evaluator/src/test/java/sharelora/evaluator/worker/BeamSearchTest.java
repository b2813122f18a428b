package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.models.base.BaseCache;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/** A worker on a job that says how texts go on: after each prompt the same two words in the order of its first token. */
class BeamSearchTest {

    private static final ModelShape SHAPE = new ModelShape("llama", 2, 32, 4, 2, 64, 40, 64);
    private static final int END = 1;
    private static final int RECORDS = 24;
    private static final BeamSearch THREE = new BeamSearch(3, 1.0, 0);

    @TempDir
    private static Path folder;

    private static BlobStore blobs;
    private static String baseSha256;
    private static String checkpointId;
    private static Slice slice;

    @BeforeAll
    static void learn() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        Path base = base();
        baseSha256 = BlobFolder.publish(blobs, BlobNames.model("tiny"), base);
        slice = Slice.freeze(records());
        blobs.put(BlobNames.suite(slice.sha256()), slice.bytes());
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.open(engine, base);
                FineTuner tuner = FineTuner.start(model, subject(), 2)) {
            PackedBatch batch = cut(0, RECORDS / 2);
            for (int step = 0; step < 80; step++) {
                tuner.step(batch, List.of(), new Consumed(step + 1, batch.records(), List.of(), List.of()));
            }
            PeftFolder.write(tuner.state().exported(model.shape()), folder.resolve("checkpoint"));
            checkpointId = BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, folder.resolve("checkpoint"));
        }
    }

    @Test
    void asksForWhatABeamSearchSaysHoweverTheSliceIsCut() {
        // Given
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD);
                EvalWorker worker = new EvalWorker(blobs, bases, 1)) {
            // When
            List<Boolean> whole = exact(worker, task(0, RECORDS, THREE));
            List<Boolean> parts = new ArrayList<>(exact(worker, task(0, 7, THREE)));
            parts.addAll(exact(worker, task(7, RECORDS, THREE)));
            // Then
            assertThat(whole).hasSize(RECORDS).contains(true, false);
            assertThat(parts).isEqualTo(whole);
            assertThat(whole).isEqualTo(bySearch());
        }
    }

    @Test
    void keepsHowTheFirstPromptsWereGoneOnWith() throws IOException {
        // Given
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD);
                EvalWorker worker = new EvalWorker(blobs, bases, 1)) {
            // When
            List<Boolean> exact = exact(worker, task(0, RECORDS, THREE));
            // Then
            String key = BlobNames.continuations(checkpointId + "/" + slice.sha256());
            var prompts =
                    ContinuedPrompts.read(Files.readAllBytes(blobs.fetch(key))).prompts();
            assertThat(prompts).hasSize(ContinuedPrompts.MOST);
            for (int i = 0; i < prompts.size(); i++) {
                List<Integer> asked = prompts.get(i).asked();
                assertThat(prompts.get(i).prompt()).hasSize(3);
                assertThat(prompts.get(i).after().equals(asked.subList(0, asked.size() - 1)))
                        .isEqualTo(exact.get(i));
            }
        }
    }

    @Test
    void doesNotTakeTheAnswerToOneQuestionForAnothers() {
        // Given
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD);
                EvalWorker worker = new EvalWorker(blobs, bases, 1)) {
            exact(worker, task(0, RECORDS, THREE));
            // When
            List<Boolean> greedy = exact(worker, task(0, RECORDS, null));
            // Then
            assertThat(greedy).isEmpty();
        }
    }

    @Test
    void aTaskWithMoreBeamsThanThereCanBeIsUnusable() {
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD);
                EvalWorker worker = new EvalWorker(blobs, bases, 1)) {
            assertThatThrownBy(() -> exact(worker, task(0, RECORDS, new BeamSearch(65, 1.0, 0))))
                    .isInstanceOf(UnusableTaskException.class)
                    .hasMessage("beams is 65, expected 1 to 64");
        }
    }

    private static Path base() throws IOException {
        Path base = folder.resolve("base");
        RandomModel.write(SHAPE, 5, base);
        Path config = base.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : " + END));
        return base;
    }

    private static PackedBatch cut(int from, int to) {
        return slice.cut(from, to, SHAPE).records().orElseThrow();
    }

    private static List<Boolean> exact(EvalWorker worker, EvalTask task) {
        return worker.measure(task, () -> {}).measurements().getFirst().getExact();
    }

    private static List<Boolean> bySearch() {
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.open(engine, folder.resolve("base"));
                InferenceModel predictor = InferenceModel.open(model, folder.resolve("checkpoint"), 2)) {
            Decoding decoding = new Decoding(3, 3, 1, 0, model.tokens().ends());
            boolean[] exact = predictor.says(cut(0, RECORDS), decoding);
            return IntStream.range(0, RECORDS).mapToObj(i -> exact[i]).toList();
        }
    }

    private static EvalTask task(int from, int to, BeamSearch search) {
        return EvalTask.newBuilder()
                .setTaskId("t")
                .setJobId("j")
                .setCheckpointId(checkpointId)
                .setStep(80)
                .setStepZeroId("")
                .setBase("tiny")
                .setBaseSha256(baseSha256)
                .setSuite("holdout")
                .setSuiteSha256(slice.sha256())
                .setShard(0)
                .setShards(1)
                .setFrom(from)
                .setTo(to)
                .setRecords(RECORDS)
                .setDeadlineAt(Instant.EPOCH)
                .setBeamSearch(search)
                .build();
    }

    private static FineTuneSpec subject() {
        return new FineTuneSpec(
                "tiny",
                baseSha256,
                "c".repeat(64),
                Task.GENERATION,
                new LowRankSpec(LowRankMethod.SHARE_A, 4, 8, 0, List.of("query", "value")),
                HeadSpec.LANGUAGE,
                new TrainingSpec(2e-2, Schedule.constant(5), 0, 1.0, 7, 2, false),
                List.of());
    }

    /** Prompts of three tokens, completions of two and the end. */
    private static TokenBatch records() {
        Random random = new Random(3);
        List<Integer> tokens = new ArrayList<>();
        List<Integer> starts = new ArrayList<>(List.of(0));
        List<Integer> completions = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            int first = 2 + random.nextInt(38);
            tokens.addAll(List.of(first, 2 + random.nextInt(38), 2 + random.nextInt(38)));
            completions.add(tokens.size());
            tokens.addAll(first % 2 == 0 ? List.of(10, 20, END) : List.of(20, 10, END));
            starts.add(tokens.size());
        }
        return TokenBatch.newBuilder()
                .setStream("s")
                .setTokenizerSha256("c".repeat(64))
                .setTokenIds(tokens)
                .setSequenceStarts(starts)
                .setTargets(IntStream.range(0, RECORDS).mapToObj(i -> 0).toList())
                .setLabels(List.of())
                .setExampleIds(
                        IntStream.range(0, RECORDS).mapToObj(i -> "e" + i).toList())
                .setSources(IntStream.range(0, RECORDS)
                        .mapToObj(i -> new Source("t", 0, (long) i))
                        .toList())
                .setCompletionStarts(completions)
                .build();
    }
}
