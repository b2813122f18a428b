package sharelora.operations.scaling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.schemas.EvalShard;

/**
 * Checkpoints that all wait at once, as they were measured before.
 *
 * @param jobs by job, its checkpoints in order; of each the seconds of its tasks
 */
public record Backlog(Collection<List<List<Double>>> jobs) {

    /** Of shards as workers wrote them; of a repeated one the first counts, and one that failed has no time of interest. */
    public static Backlog of(Iterable<EvalShard> shards) {
        Map<String, Map<String, Map<String, Double>>> jobs = new TreeMap<>();
        for (EvalShard shard : shards) {
            if (shard.getFailure() == null) {
                jobs.computeIfAbsent(shard.getTask().getJobId(), job -> new LinkedHashMap<>())
                        .computeIfAbsent(shard.getTask().getCheckpointId(), checkpoint -> new TreeMap<>())
                        .putIfAbsent(shard.getTaskId(), shard.getSeconds());
            }
        }
        List<List<List<Double>>> backlog = new ArrayList<>();
        jobs.values()
                .forEach(checkpoints -> backlog.add(checkpoints.values().stream()
                        .map(tasks -> List.copyOf(tasks.values()))
                        .toList()));
        return new Backlog(List.copyOf(backlog));
    }

    /** All tasks. */
    public int tasks() {
        return jobs.stream().flatMap(List::stream).mapToInt(List::size).sum();
    }

    /** All tasks' seconds. */
    public double seconds() {
        return jobs.stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Most tasks that can be in the queue or at a worker at once: those of as many checkpoints of each job. */
    public int mostOpen(int checkpointsAtATime) {
        int open = 0;
        for (List<List<Double>> checkpoints : jobs) {
            open += checkpoints.stream()
                    .mapToInt(List::size)
                    .sorted()
                    .skip(Math.max(0, checkpoints.size() - checkpointsAtATime))
                    .sum();
        }
        return open;
    }
}
