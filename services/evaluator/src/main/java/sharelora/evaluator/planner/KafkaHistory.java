package sharelora.evaluator.planner;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import sharelora.evaluator.log.Replay;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.records.Codec;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Topics;

/** History as it is in Kafka: public.checkpoints and eval-tasks, from their beginning. */
record KafkaHistory(KafkaSettings kafka) implements History {

    @Override
    public Map<String, JobMemory> before(long offset) {
        Map<String, JobMemory> jobs = new HashMap<>();
        Replay.read(kafka, Topics.CHECKPOINTS, record -> {
            if (record.offset() < offset) {
                Checkpoint checkpoint = Codec.decode(Checkpoint.class, record.value());
                jobs.computeIfAbsent(checkpoint.getJobId(), job -> new JobMemory())
                        .announced(checkpoint);
            }
        });
        Replay.read(kafka, Topics.EVAL_TASKS, record -> {
            EvalTask task = Codec.decode(EvalTask.class, record.value());
            jobs.computeIfAbsent(task.getJobId(), job -> new JobMemory())
                    .planned(task.getCheckpointId(), task.getStep(), Optional.ofNullable(task.getProbeSha256()));
        });
        return jobs;
    }
}
