package sharelora.engine.training;

import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.TrainedHead;

/**
 * Where a job's values come from at step 0: the seed, or an adapter that was trained before. Moments are zero either way.
 *
 * @param adapter none: by the seed
 * @param head the one it was trained with, of the job's first labels; none: as the seed starts it
 */
public record Origin(Optional<LowRankAdapter> adapter, Optional<TrainedHead> head) {

    /** No origin: the adapter as its method initializes it from the job's seed, the head zero. */
    public static final Origin SEED = new Origin(Optional.empty(), Optional.empty());

    /** From an adapter and the head that was trained with it. */
    public static Origin of(AdapterFolder folder) {
        return new Origin(Optional.of(folder.adapter()), Optional.of(folder.head()));
    }

    /**
     * All numbers of the layout.
     *
     * @throws IllegalArgumentException naming what the adapter or its head has and what the subject asks for
     */
    float[] values(Layout layout, FineTuneSpec subject) {
        return adapter.map(from -> joined(from, layout, subject))
                .orElseGet(() -> layout.start(subject.training().seed()));
    }

    private float[] joined(LowRankAdapter from, Layout layout, FineTuneSpec subject) {
        if (!from.baseSha256().isEmpty()) {
            AdapterSpec.requireAsked("base", from.baseSha256(), subject.baseSha256());
        }
        subject.adapter().requireStart(from);
        head.map(HeadSpec::of).ifPresent(before -> {
            AdapterSpec.requireAsked(
                    "head", before.kind().id(), subject.head().kind().id());
            AdapterSpec.requireAsked(
                    "scale of its head", before.scale(), subject.head().scale());
        });
        long seed = subject.training().seed();
        return layout.joined(
                from,
                head.map(before -> before.withLabels(subject.labels()).numbers())
                        .orElseGet(() -> layout.headNumbers(layout.start(seed))),
                seed);
    }
}
