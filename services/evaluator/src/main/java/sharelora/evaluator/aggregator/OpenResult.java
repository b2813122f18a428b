package sharelora.evaluator.aggregator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import sharelora.evaluator.task.ResultId;
import sharelora.evaluator.task.TaskEvaluation;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;

/**
 * A checkpoint on a slice, as far as it is measured. Of equal shards the first counts; one that was measured counts more
 * than one that failed. Not thread-safe.
 */
final class OpenResult {

    private final EvalTask task;
    private final SortedMap<Integer, EvalShard> shards = new TreeMap<>();
    private long firstOffset = Long.MAX_VALUE;
    private long deadlineAt;

    /**
     * Nothing measured yet.
     *
     * @param task any of its tasks
     * @throws IllegalArgumentException where it cannot have so many shards
     */
    OpenResult(EvalTask task) {
        if (task.getRecords() < 0 || task.getShards() < 1 || task.getShards() > Math.max(1, task.getRecords())) {
            throw new IllegalArgumentException(
                    task.getShards() + " shards on " + task.getRecords() + " records, expected one for each at most");
        }
        this.task = task;
        this.deadlineAt = task.getDeadlineAt().toEpochMilli();
    }

    static String id(EvalTask task) {
        return ResultId.of(task);
    }

    /** It was asked for, maybe again: then it has until the later deadline. */
    void asked(EvalTask again) {
        deadlineAt = Math.max(deadlineAt, again.getDeadlineAt().toEpochMilli());
    }

    /**
     * Takes a shard.
     *
     * @throws IllegalArgumentException naming what does not fit the shards before, or itself
     */
    void add(EvalShard shard, long offset) {
        check(shard);
        asked(shard.getTask());
        firstOffset = Math.min(firstOffset, offset);
        shards.merge(shard.getTask().getShard(), shard, (first, second) -> failed(first) ? second : first);
    }

    private void check(EvalShard shard) {
        EvalTask other = shard.getTask();
        int records = other.getTo() - other.getFrom() - shard.getLeftOut().size();
        if (other.getShards() != task.getShards()
                || other.getRecords() != task.getRecords()
                || other.getShard() < 0
                || other.getShard() >= task.getShards()) {
            throw new IllegalArgumentException("shard " + other.getShard() + " of " + other.getShards() + " on "
                    + other.getRecords() + " records, expected one of " + task.getShards() + " on "
                    + task.getRecords());
        }
        if (failed(shard)) {
            return;
        }
        TaskEvaluation evaluation = TaskEvaluation.of(List.of(shard));
        boolean whole = shard.getTargets().size() == records
                && (shard.getScores().isEmpty() || shard.getScores().size() == records)
                && (shard.getAsked().isEmpty() || shard.getAsked().size() == records)
                && !shard.getMeasurements().isEmpty()
                && shard.getMeasurements().stream().allMatch(each -> evaluation.answered(shard, each) == records);
        if (!whole) {
            throw new IllegalArgumentException("shard " + other.getShard() + " has "
                    + shard.getTargets().size() + " targets and "
                    + shard.getMeasurements().stream()
                            .map(each -> evaluation.answered(shard, each))
                            .toList()
                    + " predictions, expected " + records + " each");
        }
    }

    private static boolean failed(EvalShard shard) {
        return shard.getFailure() != null;
    }

    EvalTask task() {
        return task;
    }

    boolean isAnswered() {
        return shards.size() == task.getShards();
    }

    boolean isOver(long nowMillis) {
        return nowMillis >= deadlineAt;
    }

    /** Tasks without an answer. */
    int outstanding() {
        return task.getShards() - shards.size();
    }

    /** Offset of the first shard; none yet: the largest number. */
    long firstOffset() {
        return firstOffset;
    }

    /** Those that were measured, in the order of the slice. */
    Collection<EvalShard> measured() {
        return shards.values().stream().filter(shard -> !failed(shard)).toList();
    }

    /** Records measured. */
    int n() {
        return measured().stream().mapToInt(shard -> shard.getTargets().size()).sum();
    }

    /** Why it is not complete; empty where it is. */
    Optional<String> failure() {
        List<String> reasons = new ArrayList<>();
        for (int shard = 0; shard < task.getShards(); shard++) {
            EvalShard answer = shards.get(shard);
            if (answer == null) {
                reasons.add("shard " + shard + " of " + task.getShards() + ": no answer before the deadline");
            } else if (failed(answer)) {
                reasons.add("shard " + shard + " of " + task.getShards() + ": " + answer.getFailure());
            }
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }
}
