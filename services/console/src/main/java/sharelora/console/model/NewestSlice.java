package sharelora.console.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.models.suite.PairedAnswers;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/** What the newest checkpoint predicted on a suite, record by record, as far as its shards came in: classes only. */
final class NewestSlice {

    private final String suiteSha256;
    private final long step;
    private final int shards;
    private final Map<Integer, Part> parts = new TreeMap<>();

    private record Part(int[] targets, int[] predictions) {}

    /** Classes of the records of a whole slice, in its order. */
    record Classes(long step, String suiteSha256, int[] targets, int[] predictions) {

        /** These and another's on the same records; empty where they are of different ones. */
        Optional<PairedAnswers> beside(Classes other) {
            boolean same = suiteSha256.equals(other.suiteSha256) && targets.length == other.targets.length;
            return same && targets.length > 0
                    ? Optional.of(PairedAnswers.of(targets, predictions, other.predictions))
                    : Optional.empty();
        }
    }

    private NewestSlice(EvalTask task) {
        this.suiteSha256 = task.getSuiteSha256();
        this.step = task.getStep();
        this.shards = task.getShards();
    }

    /** The slice with that shard in it; the same one where the shard is of an older checkpoint, or has no classes. */
    static NewestSlice with(NewestSlice before, EvalShard shard) {
        Optional<Measurement> candidate = shard.getMeasurements().stream()
                .filter(each -> each.getSubject() == Subject.CANDIDATE)
                .filter(each -> !each.getPredictions().isEmpty())
                .findFirst();
        EvalTask task = shard.getTask();
        if (candidate.isEmpty() || (before != null && task.getStep() < before.step)) {
            return before;
        }
        boolean same = before != null
                && task.getStep() == before.step
                && task.getSuiteSha256().equals(before.suiteSha256);
        NewestSlice slice = same ? before : new NewestSlice(task);
        slice.parts.put(
                task.getShard(),
                new Part(
                        shard.getTargets().stream().mapToInt(Integer::intValue).toArray(),
                        candidate.get().getPredictions().stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
        return slice;
    }

    /** Empty while a shard is missing. */
    Optional<Classes> whole() {
        if (parts.size() < shards) {
            return Optional.empty();
        }
        int[] targets = parts.values().stream()
                .flatMapToInt(part -> Arrays.stream(part.targets))
                .toArray();
        int[] predictions = parts.values().stream()
                .flatMapToInt(part -> Arrays.stream(part.predictions))
                .toArray();
        return targets.length == predictions.length
                ? Optional.of(new Classes(step, suiteSha256, targets, predictions))
                : Optional.empty();
    }
}
