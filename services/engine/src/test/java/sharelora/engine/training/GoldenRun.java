package sharelora.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;

/**
 * One case of the golden run: a job on a tiny base and the token batches that it learns from, all read from a log, so that
 * they stay what they are whatever becomes of the code.
 *
 * @param base its folder among the golden files
 */
record GoldenRun(String name, String base, FineTuneSpec subject, List<Step> steps) {

    /** The engines that a run is recorded with, and how near to the record a loss has to be. */
    enum Kind {
        /** Plain ND4J in double precision. */
        REFERENCE(1e-10),
        /** The float32 kernels, whose last bits differ from CPU to CPU. */
        FUSED(1e-6);

        private final double tolerance;

        Kind(double tolerance) {
            this.tolerance = tolerance;
        }

        /** As the record spells it. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        Engine open() {
            return this == REFERENCE ? Engines.reference(DataType.DOUBLE) : Engines.fused();
        }

        boolean agrees(double loss, double recorded) {
            return Math.abs(loss - recorded) <= tolerance * Math.max(1, Math.abs(recorded));
        }

        boolean agree(List<Double> losses, List<Double> recorded) {
            boolean all = losses.size() == recorded.size();
            for (int i = 0; all && i < losses.size(); i++) {
                all = agrees(losses.get(i), recorded.get(i));
            }
            return all;
        }
    }

    /** A token batch, and the labels that its classes point into. */
    record Step(PackedBatch batch, List<String> labels) {}

    /**
     * What a run comes to.
     *
     * @param losses of each step, before its update
     * @param sha256 of the file of the last state
     */
    record Outcome(List<Double> losses, String sha256) {}

    static GoldenRun read(JsonNode json) {
        List<Step> steps = new ArrayList<>();
        json.get("batches").forEach(batch -> steps.add(new Step(batch(batch), texts(batch.path("labels")))));
        FineTuneSpec subject = new FineTuneSpec(
                json.get("base").textValue(),
                "b".repeat(64),
                "c".repeat(64),
                Task.of(json.get("task").textValue()),
                adapter(json.get("adapter")),
                HeadSpec.of(json.get("head").textValue()),
                training(json.get("training")),
                steps.getFirst().labels());
        return new GoldenRun(json.get("name").textValue(), json.get("base").textValue(), subject, steps);
    }

    /** Takes every batch, from step 0 on. */
    Outcome learn(Kind kind, int threads, Path file) {
        List<Double> losses = new ArrayList<>();
        try (Engine engine = kind.open();
                BaseModel model = BaseModel.open(engine, Golden.folder(base));
                FineTuner tuner = FineTuner.start(model, subject, threads)) {
            int records = 0;
            for (Step step : steps) {
                Consumed consumed =
                        consumed(losses.size(), records, step.batch().records());
                losses.add(tuner.step(step.batch(), step.labels(), consumed).loss());
                records += consumed.records();
            }
            return new Outcome(losses, StateFile.write(tuner.state(), file).sha256());
        }
    }

    /** The same with another seed. */
    GoldenRun withNextSeed() {
        TrainingSpec old = subject.training();
        TrainingSpec training = new TrainingSpec(
                old.learningRate(),
                old.schedule(),
                old.weightDecay(),
                old.clipNorm(),
                old.seed() + 1,
                old.gradientShards(),
                old.baseDropout(),
                old.loss());
        FineTuneSpec other = new FineTuneSpec(
                subject.base(),
                subject.baseSha256(),
                subject.tokenizerSha256(),
                subject.task(),
                subject.adapter(),
                subject.head(),
                training,
                subject.labels());
        return new GoldenRun(name, base, other, steps);
    }

    /** The same with another last token in the first batch. */
    GoldenRun withOneOtherToken() {
        Step first = steps.getFirst();
        PackedBatch old = first.batch();
        int[] tokens = old.tokenIds().clone();
        tokens[tokens.length - 1] ^= 1;
        List<Step> others = new ArrayList<>(steps);
        others.set(0, new Step(new PackedBatch(tokens, old.starts(), old.seconds(), old.targets()), first.labels()));
        return new GoldenRun(name, base, subject, others);
    }

    private static Consumed consumed(int step, int first, int records) {
        return new Consumed(
                step + 1,
                records,
                List.of(new OffsetSpan("batches", 0, step, step + 1)),
                List.of(new OffsetSpan("input", 0, first, first + records)));
    }

    private static LowRankSpec adapter(JsonNode json) {
        return new LowRankSpec(
                LowRankMethod.of(json.get("method").textValue()),
                json.get("rank").intValue(),
                json.get("alpha").doubleValue(),
                json.get("dropout").doubleValue(),
                texts(json.get("targets")),
                texts(json.get("share")),
                new Variant(
                        json.get("rankStabilized").booleanValue(),
                        json.get("rateRatioB").doubleValue(),
                        json.get("frozenA").booleanValue()));
    }

    private static TrainingSpec training(JsonNode json) {
        return new TrainingSpec(
                json.get("learningRate").doubleValue(),
                new Schedule(
                        Schedule.Course.of(json.get("schedule").textValue()),
                        json.get("warmupSteps").intValue(),
                        json.get("totalSteps").intValue()),
                json.get("weightDecay").doubleValue(),
                json.get("clipNorm").doubleValue(),
                json.get("seed").longValue(),
                json.get("gradientShards").intValue(),
                json.get("baseDropout").booleanValue(),
                new LossSpec(
                        LossSpec.Tokens.of(json.get("tokens").textValue()),
                        json.get("smoothing").doubleValue()));
    }

    private static PackedBatch batch(JsonNode json) {
        int[] tokens = Golden.integers(json.get("tokenIds"));
        int[] starts = Golden.integers(json.get("starts"));
        Targets targets = targets(json, starts);
        return json.has("pairStarts")
                ? PackedBatch.ofPairs(tokens, starts, Golden.integers(json.get("pairStarts")), targets)
                : new PackedBatch(tokens, starts, targets);
    }

    private static Targets targets(JsonNode json, int[] starts) {
        if (json.has("classes")) {
            return new Targets.Classes(Golden.integers(json.get("classes")));
        }
        return json.has("scores")
                ? new Targets.Scores(Golden.numbers(json.get("scores")))
                : Targets.Completions.at(Golden.integers(json.get("completionStarts")), starts);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
