package sharelora.operations.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.Groups;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Who is at work at each stage, in the order of the flow, and what waits for it. */
final class StageSurvey {

    private final KafkaSettings kafka;
    private final TopicAdmin admin;

    private StageSurvey(KafkaSettings kafka, TopicAdmin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** All of them; a tokenizer for each stream that one of these jobs learns from. */
    static List<StageStatus> of(KafkaSettings kafka, List<JobStatus> jobs) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            return new StageSurvey(kafka, admin).all(jobs);
        }
    }

    private List<StageStatus> all(List<JobStatus> jobs) {
        List<StageStatus> stages = new ArrayList<>();
        Map<String, Stream> streams = TopicTable.read(kafka, Topics.STREAMS);
        Set<String> names = new TreeSet<>();
        jobs.stream()
                .filter(job -> job.job().getState() != JobState.DELETED)
                .forEach(job -> names.add(job.job().getStream()));
        names.forEach(name -> stages.add(tokenizer(streams.get(name))));
        stages.add(new StageStatus("trainer", admin.members(Groups.TRAINERS), Optional.empty()));
        stages.add(stage("checkpointer", Groups.CHECKPOINTER, Topics.ADAPTER_SNAPSHOTS.name()));
        stages.add(stage("planner", Groups.PLANNER, Topics.CHECKPOINTS.name()));
        stages.add(new StageStatus(
                "worker",
                admin.shareMembers(Groups.WORKERS),
                Optional.of(waiting(Topics.EVAL_TASKS.name(), admin.shareStarts(Groups.WORKERS)))));
        stages.add(stage("aggregator", Groups.AGGREGATOR, Topics.EVAL_SHARDS.name()));
        return List.copyOf(stages);
    }

    private StageStatus tokenizer(Stream stream) {
        String group = Groups.tokenizers(stream.getName());
        Map<Position, Long> committed = admin.committed(group);
        Behind waiting = waiting(Topics.examples(stream.getName()).name(), committed);
        if (stream.getInput() != null) {
            waiting = waiting.and(waiting(stream.getInput().getTopic(), committed));
        }
        return new StageStatus("tokenizer of " + stream.getName(), admin.members(group), Optional.of(waiting));
    }

    private StageStatus stage(String name, String group, String topic) {
        return new StageStatus(name, admin.members(group), Optional.of(waiting(topic, admin.committed(group))));
    }

    private Behind waiting(String topic, Map<Position, Long> committed) {
        Behind waiting = Behind.NOTHING;
        for (Position place : admin.partitions(topic)) {
            Long next = committed.get(place);
            OptionalLong from = next == null ? OptionalLong.empty() : OptionalLong.of(next);
            waiting = waiting.and(Behind.of(kafka, place, from, record -> 1));
        }
        return waiting;
    }
}
