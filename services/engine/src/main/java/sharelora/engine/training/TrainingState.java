package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sharelora.engine.adapter.AdapterFields;
import sharelora.engine.adapter.Export;
import sharelora.engine.adapter.Layout;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.replay.ReplayBuffer;

/**
 * The complete state of a job between two batches: two equal states fed the same batches stay equal, bit for bit. The arrays are
 * the state's own, not to be changed. It contains no job name, no time and no machine.
 *
 * @param values P trained numbers: the adapter's in the order of its layout, then the head's; behind them those of the
 *     adapter that are not trained
 * @param mean AdamW's running mean of the gradient, P numbers
 * @param square AdamW's running mean of the gradient's square, P numbers
 * @param replay the records that are kept to be learned again; empty where the job replays none
 */
public record TrainingState(
        FineTuneSpec subject, Progress progress, float[] values, float[] mean, float[] square, ReplayBuffer replay) {

    public TrainingState {
        if (subject == null || progress == null) {
            throw new IllegalArgumentException("subject or progress is missing");
        }
        if (mean.length != square.length || mean.length > values.length) {
            throw new IllegalArgumentException("moments are " + mean.length + " and " + square.length
                    + " numbers, expected as many of each, up to " + values.length + " as there are values");
        }
        if (replay == null) {
            throw new IllegalArgumentException("replay is missing, expected at least an empty buffer");
        }
    }

    /** With no record kept. */
    public TrainingState(FineTuneSpec subject, Progress progress, float[] values, float[] mean, float[] square) {
        this(subject, progress, values, mean, square, ReplayBuffer.EMPTY);
    }

    /** The same with other records kept. */
    TrainingState with(ReplayBuffer kept) {
        return new TrainingState(subject, progress, values, mean, square, kept);
    }

    /**
     * The adapter as plain LoRA and the head, for serving: what is shared is repeated in every layer.
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
        List<Map<String, LowRankPair>> pairs = layout.pairs(values);
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
                                layout.ownMatrices(values)))
                        .map(adapter::with)
                        .orElse(adapter),
                subject.head().trained(shape.family(), subject.labels(), layout.headNumbers(values)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingState state
                && subject.equals(state.subject)
                && progress.equals(state.progress)
                && Arrays.equals(values, state.values)
                && Arrays.equals(mean, state.mean)
                && Arrays.equals(square, state.square)
                && replay.equals(state.replay);
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
