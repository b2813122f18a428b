package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Structure;
import sharelora.engine.drift.GuardState;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Range;
import sharelora.engine.replay.ReplayBuffer;

/**
 * The complete state of a job between two batches: two equal states fed the same batches stay equal, bit for bit. The arrays are
 * the state's own, not to be changed. It contains no job name, no time and no machine.
 *
 * @param values P trained numbers: the adapter's in the order of its layout, then the head's; behind them those of the
 *     adapter that are not trained
 * @param mean AdamW's running mean of the gradient, P numbers
 * @param square AdamW's running mean of the gradient's square, P numbers
 * @param slow the running average of what is trained, P numbers; empty where the job has no average
 * @param replay the records that are kept to be learned again; empty where the job replays none
 * @param structure what the method chose while it trained; mostly nothing
 * @param guard what was seen of its batches; nothing where the job does not look
 */
public record TrainingState(
        FineTuneSpec subject,
        Progress progress,
        float[] values,
        float[] mean,
        float[] square,
        float[] slow,
        ReplayBuffer replay,
        Structure structure,
        GuardState guard) {

    private static final float[] NONE = {};

    public TrainingState {
        if (subject == null || progress == null) {
            throw new IllegalArgumentException("subject or progress is missing");
        }
        if (mean.length != square.length || mean.length > values.length) {
            throw new IllegalArgumentException("moments are " + mean.length + " and " + square.length
                    + " numbers, expected as many of each, up to " + values.length + " as there are values");
        }
        int averaged = subject.training().average().isPresent() ? mean.length : 0;
        if (slow.length != averaged) {
            throw new IllegalArgumentException("the average is " + slow.length + " numbers, expected " + averaged
                    + (averaged == 0 ? " as the job has none" : " as are trained"));
        }
        if (structure == null) {
            throw new IllegalArgumentException("structure is missing, expected at least an empty one");
        }
        if (replay == null || guard == null) {
            throw new IllegalArgumentException(
                    "replay or guard is missing, expected at least an empty buffer and one that saw nothing");
        }
    }

    /** The state of a job whose method has chosen nothing. */
    public TrainingState(
            FineTuneSpec subject,
            Progress progress,
            float[] values,
            float[] mean,
            float[] square,
            float[] slow,
            ReplayBuffer replay) {
        this(subject, progress, values, mean, square, slow, replay, Structure.NONE);
    }

    /** The state of a job without an average, with no record kept. */
    public TrainingState(FineTuneSpec subject, Progress progress, float[] values, float[] mean, float[] square) {
        this(subject, progress, values, mean, square, NONE, ReplayBuffer.EMPTY, Structure.NONE);
    }

    /** The state of a job that does not look at its batches. */
    public TrainingState(
            FineTuneSpec subject,
            Progress progress,
            float[] values,
            float[] mean,
            float[] square,
            float[] slow,
            ReplayBuffer replay,
            Structure structure) {
        this(subject, progress, values, mean, square, slow, replay, structure, GuardState.NONE);
    }

    /** Step 0 with these values: moments are zero, and an average begins where the values do. */
    static TrainingState start(
            FineTuneSpec subject, Progress progress, float[] values, int trained, Structure structure) {
        float[] slow = subject.training().average().isPresent() ? Arrays.copyOf(values, trained) : NONE;
        return new TrainingState(
                subject, progress, values, new float[trained], new float[trained], slow, ReplayBuffer.EMPTY, structure);
    }

    /** The same with other records kept. */
    TrainingState with(ReplayBuffer kept) {
        return new TrainingState(subject, progress, values, mean, square, slow, kept, structure, guard);
    }

    /** The same with what the method chose. */
    TrainingState with(Structure chosen) {
        return new TrainingState(subject, progress, values, mean, square, slow, replay, chosen, guard);
    }

    /** The same with zeros for the numbers and moments of what rests from now on. */
    TrainingState without(List<Range> dropped) {
        return new TrainingState(
                subject,
                progress,
                zeroed(values, dropped),
                zeroed(mean, dropped),
                zeroed(square, dropped),
                slow.length == 0 ? NONE : zeroed(slow, dropped),
                replay,
                structure,
                guard);
    }

    private static float[] zeroed(float[] numbers, List<Range> dropped) {
        float[] zeroed = numbers.clone();
        dropped.forEach(range -> Arrays.fill(zeroed, range.from(), range.to(), 0));
        return zeroed;
    }

    /** The same with other things seen of its batches. */
    TrainingState with(GuardState seen) {
        return new TrainingState(subject, progress, values, mean, square, slow, replay, structure, seen);
    }

    /**
     * The same with a head of more outputs: new rows in values and average are as the head begins them, those of moments
     * zero.
     */
    TrainingState grown(FineTuneSpec grown, Layout from, Layout to) {
        return new TrainingState(
                grown,
                progress,
                from.grown(values, to, subject.training().seed()),
                from.moved(mean, to),
                from.moved(square, to),
                slow.length == 0
                        ? NONE
                        : from.grown(slow, to, subject.training().seed()),
                replay,
                structure,
                guard);
    }

    /** The values as they leave: where the average does, that, with what is not trained behind it. */
    float[] exportedValues() {
        boolean average = subject.training()
                .average()
                .filter(spec -> spec.export() == AverageSpec.Copy.SLOW)
                .isPresent();
        float[] leaving = average ? values.clone() : values;
        System.arraycopy(slow, 0, leaving, 0, average ? slow.length : 0);
        return leaving;
    }

    /**
     * The adapter as plain LoRA and the head, for serving: what is shared is repeated in every layer. Where the job has an
     * average, it is the copy that the job says.
     *
     * @param shape of the base it was trained on
     * @throws IllegalArgumentException where that is not the shape, or the method leaves in a form that is not written yet
     */
    public AdapterFolder exported(ModelShape shape) {
        Export.PeftLora lora = Export.peftLora(subject.adapter());
        Layout layout = subject.layout(shape);
        if (layout.size() != values.length) {
            throw new IllegalArgumentException(
                    "the state has " + values.length + " values, expected " + layout.size() + " on this base");
        }
        float[] leaving = exportedValues();
        List<Map<String, LowRankPair>> pairs = layout.pairs(leaving);
        int rank = pairs.getFirst().values().iterator().next().rank();
        LowRankAdapter adapter = new LowRankAdapter(
                subject.base(),
                subject.baseSha256(),
                ModuleNames.of(shape.family()),
                lora.words(),
                lora.alpha(rank),
                lora.rankStabilized(),
                lora.dropout(),
                pairs);
        return new AdapterFolder(
                Export.form(subject.adapter())
                        .map(form -> new OwnMatrices(
                                CanonicalJson.text(AdapterFields.of(subject.adapter())),
                                form,
                                layout.ownMatrices(leaving),
                                structure.numbers()))
                        .map(adapter::with)
                        .orElse(adapter),
                subject.head().trained(shape.family(), subject.labels(), layout.headNumbers(leaving)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingState state
                && subject.equals(state.subject)
                && progress.equals(state.progress)
                && Arrays.equals(values, state.values)
                && Arrays.equals(mean, state.mean)
                && Arrays.equals(square, state.square)
                && Arrays.equals(slow, state.slow)
                && replay.equals(state.replay)
                && structure.equals(state.structure)
                && guard.equals(state.guard);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, progress, Arrays.hashCode(values));
    }

    /** Without the numbers, of which there are many. */
    @Override
    public String toString() {
        return "TrainingState[" + subject + ", " + progress + ", " + values.length + " values]";
    }
}
