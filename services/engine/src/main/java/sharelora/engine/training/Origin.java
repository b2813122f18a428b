package sharelora.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.Structure;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelShape;

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

    /** What the method chose that the adapter was trained by; nothing where there is none. */
    Structure structure() {
        return adapter.flatMap(LowRankAdapter::own)
                .map(own -> new Structure(own.integers()))
                .orElse(Structure.NONE);
    }

    /**
     * All numbers of the layout.
     *
     * @param shape of the base that it is laid out for
     * @throws IllegalArgumentException naming every {@linkplain #obstacles obstacle}
     */
    float[] values(Layout layout, FineTuneSpec subject, ModelShape shape) {
        List<String> obstacles = obstacles(subject, shape);
        if (!obstacles.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", obstacles));
        }
        long seed = subject.training().seed();
        return adapter.map(from -> layout.joined(from, headNumbers(layout, subject), seed))
                .orElseGet(() -> layout.start(seed));
    }

    private Map<String, float[]> headNumbers(Layout layout, FineTuneSpec subject) {
        Map<String, float[]> numbers =
                layout.headNumbers(layout.start(subject.training().seed()));
        head.ifPresent(before -> before.numbers()
                .forEach((name, known) -> System.arraycopy(known, 0, numbers.get(name), 0, known.length)));
        return numbers;
    }

    /**
     * All that keeps a subject from starting here, each as a sentence that names what the adapter or its head has and what
     * is expected; none where it can start, or starts from the seed.
     *
     * @param shape of the subject's base
     */
    public List<String> obstacles(FineTuneSpec subject, ModelShape shape) {
        List<String> obstacles = new ArrayList<>();
        adapter.ifPresent(from -> {
            if (!from.baseSha256().isEmpty()) {
                collect(obstacles, () -> AdapterSpec.requireAsked("base", from.baseSha256(), subject.baseSha256()));
            }
            collect(obstacles, () -> subject.adapter().requireStart(from));
            obstacles.addAll(new AdapterFit(from, shape).obstacles());
        });
        head.ifPresent(before -> {
            HeadSpec spec = HeadSpec.of(before);
            collect(
                    obstacles,
                    () -> AdapterSpec.requireAsked(
                            "head", spec.kind().id(), subject.head().kind().id()));
            collect(
                    obstacles,
                    () -> AdapterSpec.requireAsked(
                            "scale of its head", spec.scale(), subject.head().scale()));
            collect(obstacles, () -> before.withLabels(subject.labels()));
            obstacles.addAll(AdapterFit.ofHead(before, shape));
        });
        return obstacles;
    }

    private static void collect(List<String> obstacles, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            obstacles.add(e.getMessage());
        }
    }
}
