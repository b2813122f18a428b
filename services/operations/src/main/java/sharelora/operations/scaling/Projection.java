package sharelora.operations.scaling;

import java.util.ArrayList;
import java.util.List;
import sharelora.operations.WrongUsageException;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.EvalShard;
import sharelora.schemas.Topics;

/**
 * How long the recorded evaluation tasks would take with 1 to 64 workers, each on a processor of its own.
 *
 * @param tasks how many there are
 * @param secondsOfTask on average
 * @param bend beyond so many workers more do not pay
 * @param mostOpen tasks that are there to be done at a time, at the most
 */
public record Projection(int tasks, double secondsOfTask, List<Row> rows, int bend, int mostOpen) {

    private static final int AT_A_TIME = 2;
    private static final double TURN_SECONDS = 0.3;
    private static final int MOST = 64;
    private static final double WORTH_IT = 1.05;

    public Projection {
        rows = List.copyOf(rows);
    }

    /**
     * With so many workers.
     *
     * @param busy share of their time
     */
    public record Row(int workers, double seconds, double speedUp, double busy) {}

    /**
     * Of what the topic holds.
     *
     * @param job of that one alone; empty: of all
     * @throws WrongUsageException where nothing of it was measured
     */
    public static Projection of(KafkaSettings kafka, String job) {
        List<EvalShard> shards = new ArrayList<>();
        TopicRecords.read(kafka, Topics.EVAL_SHARDS, shard -> {
            if (job.isEmpty() || job.equals(shard.getTask().getJobId())) {
                shards.add(timesAlone(shard));
            }
        });
        Backlog backlog = Backlog.of(shards);
        if (backlog.tasks() == 0) {
            throw WrongUsageException.of(
                    "--job: '" + (job.isEmpty() ? "any" : job) + "', expected one with measured tasks");
        }
        return of(backlog);
    }

    /** Without what was measured, which takes more room. */
    private static EvalShard timesAlone(EvalShard shard) {
        return EvalShard.newBuilder(shard)
                .setMeasurements(List.of())
                .setTargets(List.of())
                .setScores(List.of())
                .setAsked(List.of())
                .build();
    }

    static Projection of(Backlog backlog) {
        List<Row> rows = new ArrayList<>();
        double alone = Simulation.seconds(backlog, 1, AT_A_TIME, TURN_SECONDS);
        double before = Double.MAX_VALUE;
        int bend = 1;
        for (int workers = 1; workers <= MOST; workers *= 2) {
            double seconds = Simulation.seconds(backlog, workers, AT_A_TIME, TURN_SECONDS);
            bend = before / seconds > WORTH_IT ? workers : bend;
            before = seconds;
            rows.add(new Row(workers, seconds, alone / seconds, backlog.seconds() / seconds / workers));
        }
        return new Projection(
                backlog.tasks(), backlog.seconds() / backlog.tasks(), rows, bend, backlog.mostOpen(AT_A_TIME));
    }

    /** Where more workers do not pay any more, and why. */
    public String words() {
        return ("More than %d do not pay here: at most %d checkpoints of a job are asked at a time, so at most %d tasks"
                        + " are there to be done; smaller evaluation.shardRecords, more suites or more jobs make more.")
                .formatted(bend, AT_A_TIME, mostOpen);
    }
}
