package sharelora.operations.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import sharelora.operations.retention.LostRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageGroup;
import sharelora.platform.stage.StreamTopic;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Groups;
import sharelora.schemas.Input;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;

/** Who is at work at each stage, in the order of the flow, and what waits for it. */
final class StageSurvey {

    private final KafkaSettings kafka;
    private final TopicAdmin admin;
    private final List<DeadLetter> letters;
    private final Instant now;

    /** @param letters all dead letters: they tell what was lost for good */
    StageSurvey(KafkaSettings kafka, TopicAdmin admin, List<DeadLetter> letters, Instant now) {
        this.kafka = kafka;
        this.admin = admin;
        this.letters = letters;
        this.now = now;
    }

    /** Processes that would train the job now: those that share all jobs out, and those that were started for it alone. */
    static int trainers(TopicAdmin admin, String job) {
        StageGroup group = StageDeclarations.TRAINER.group();
        return admin.members(group.name()) + admin.members(Groups.trainer(job));
    }

    /** All of them; a tokenizer for each stream that one of these jobs learns from. */
    List<StageStatus> all(List<JobStatus> jobs, Map<String, Stream> streams) {
        List<Job> there = jobs.stream()
                .map(JobStatus::job)
                .filter(job -> job.getState() != JobState.DELETED)
                .toList();
        return StageDeclarations.all().stream()
                .flatMap(stage -> of(stage, there, streams).stream())
                .toList();
    }

    private List<StageStatus> of(StageDeclaration stage, List<Job> jobs, Map<String, Stream> streams) {
        String group = stage.group().name();
        return switch (stage.group().kind()) {
            case NONE -> List.of();
            case ONE -> List.of(status(stage, admin.members(group), waiting(stage, admin.committed(group))));
            case PER_STREAM ->
                jobs.stream()
                        .map(Job::getStream)
                        .distinct()
                        .sorted()
                        .map(name -> perStream(stage, name, Optional.ofNullable(streams.get(name))))
                        .toList();
            case PER_JOB -> {
                int alone = jobs.stream()
                        .mapToInt(job -> admin.members(Groups.trainer(job.getJobId())))
                        .sum();
                yield List.of(new StageStatus(stage.word(), admin.members(group) + alone, Optional.empty(), List.of()));
            }
            case SHARE -> List.of(status(stage, admin.shareMembers(group), waiting(stage, admin.shareStarts(group))));
        };
    }

    private StageStatus perStream(StageDeclaration stage, String name, Optional<Stream> stream) {
        String group = stage.group().prefix() + name;
        Map<Position, Long> committed = admin.committed(group);
        Behind waiting = Behind.NOTHING;
        for (StreamTopic each : stage.topics().reads().ofStreams()) {
            waiting = waiting.and(waiting(each.of(name).name(), committed));
        }
        String word = stage.word() + " of " + name;
        int members = admin.members(group);
        if (stream.isEmpty()) {
            return new StageStatus(
                    word, members, Optional.of(waiting), List.of("stream " + name + " is not there: submit it again"));
        }
        Optional<String> input = Optional.ofNullable(stream.get().getInput()).map(Input::getTopic);
        if (input.isPresent() && stage.topics().reads().ofStreams().contains(StreamTopic.EXAMPLES)) {
            waiting = waiting.and(waiting(input.get(), committed));
        }
        boolean hasInput = input.map(admin::exists).orElse(true);
        List<String> notes = new ArrayList<>(StageNotes.of(stage, members, waiting, stream.get(), hasInput, now));
        notes.addAll(StageNotes.lost(LostRecords.of(letters, name)));
        return new StageStatus(word, members, Optional.of(waiting), notes);
    }

    private StageStatus status(StageDeclaration stage, int members, Behind waiting) {
        return new StageStatus(
                stage.word(), members, Optional.of(waiting), StageNotes.of(stage, members, waiting, now));
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
