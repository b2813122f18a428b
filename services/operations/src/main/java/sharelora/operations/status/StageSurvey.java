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
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StreamTopic;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
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
        StageDeclarations.all().forEach(stage -> stages.addAll(of(stage, names, streams)));
        return List.copyOf(stages);
    }

    private List<StageStatus> of(StageDeclaration stage, Set<String> names, Map<String, Stream> streams) {
        String group = stage.group().name();
        return switch (stage.group().kind()) {
            case NONE -> List.of();
            case ONE -> List.of(status(stage.word(), admin.members(group), waiting(stage, admin.committed(group))));
            case PER_STREAM ->
                names.stream().map(name -> perStream(stage, streams.get(name))).toList();
            case PER_JOB -> List.of(new StageStatus(stage.word(), admin.members(group), Optional.empty()));
            case SHARE ->
                List.of(status(stage.word(), admin.shareMembers(group), waiting(stage, admin.shareStarts(group))));
        };
    }

    private StageStatus perStream(StageDeclaration stage, Stream stream) {
        String group = stage.group().prefix() + stream.getName();
        Map<Position, Long> committed = admin.committed(group);
        Behind waiting = Behind.NOTHING;
        for (StreamTopic each : stage.topics().reads().ofStreams()) {
            waiting = waiting.and(waiting(each.of(stream.getName()).name(), committed));
        }
        if (stream.getInput() != null && stage.topics().reads().ofStreams().contains(StreamTopic.EXAMPLES)) {
            waiting = waiting.and(waiting(stream.getInput().getTopic(), committed));
        }
        return status(stage.word() + " of " + stream.getName(), admin.members(group), waiting);
    }

    private static StageStatus status(String name, int members, Behind waiting) {
        return new StageStatus(name, members, Optional.of(waiting));
    }

    private Behind waiting(StageDeclaration stage, Map<Position, Long> committed) {
        Behind waiting = Behind.NOTHING;
        for (Topic<?> topic : stage.topics().reads().shared()) {
            waiting = waiting.and(waiting(topic.name(), committed));
        }
        return waiting;
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
