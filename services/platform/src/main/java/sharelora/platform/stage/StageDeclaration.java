package sharelora.platform.stage;

import java.util.List;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * What a stage, or one role of it, says once: what it reads, looks back on, writes, joins and serves. Rights, status,
 * deployment and wiring are made of it. Immutable: every method that adds something returns a new declaration.
 *
 * @param word what it is called in a sentence; the name of its health checks, to which a stream or job adds its own
 * @param process the process that runs it, and the port that this serves
 * @param group how its instances share the work
 * @param topics what it reads, looks back on and writes
 * @param blobs whether it needs the blob store
 */
public record StageDeclaration(String word, StageProcess process, StageGroup group, StageTopics topics, boolean blobs) {

    /** A stage that is a process of its own. */
    static StageDeclaration of(StageProcess process) {
        return role(process.word(), process);
    }

    /** One role of a process that can have several. */
    static StageDeclaration role(String word, StageProcess process) {
        return new StageDeclaration(word, process, StageGroup.NONE, StageTopics.NONE, false);
    }

    /** The name that it logs in and is deployed by: its word, after its process's where that is another. */
    public String id() {
        return process.word().equals(word) ? word : process.word() + "-" + word;
    }

    /** The public topics that it writes: their schemas are announced before the first record. */
    public List<Topic<?>> announced() {
        return topics.writes().shared().stream().filter(Topic::isPublic).toList();
    }

    StageDeclaration joins(StageGroup joined) {
        return new StageDeclaration(word, process, joined, topics, blobs);
    }

    StageDeclaration reads(Topic<?>... read) {
        return with(new StageTopics(topics.reads().and(read), topics.looksBackOn(), topics.writes()));
    }

    StageDeclaration reads(StreamTopic... read) {
        return with(new StageTopics(topics.reads().and(read), topics.looksBackOn(), topics.writes()));
    }

    /** All streams and jobs, which it follows. */
    StageDeclaration followsCatalog() {
        return looksBackOn(Topics.STREAMS, Topics.JOBS);
    }

    StageDeclaration looksBackOn(Topic<?>... read) {
        return with(new StageTopics(topics.reads(), topics.looksBackOn().and(read), topics.writes()));
    }

    StageDeclaration looksBackOn(StreamTopic... read) {
        return with(new StageTopics(topics.reads(), topics.looksBackOn().and(read), topics.writes()));
    }

    StageDeclaration writes(Topic<?>... written) {
        return with(new StageTopics(
                topics.reads(), topics.looksBackOn(), topics.writes().and(written)));
    }

    StageDeclaration writes(StreamTopic... written) {
        return with(new StageTopics(
                topics.reads(), topics.looksBackOn(), topics.writes().and(written)));
    }

    /** Public schemas: what is missing of {@link #announced()} is found and written. */
    StageDeclaration announcesSchemas() {
        return looksBackOn(Topics.SCHEMAS).writes(Topics.SCHEMAS);
    }

    /** Records that cannot be used. */
    StageDeclaration writesDeadLetters() {
        return writes(Topics.DEAD_LETTERS);
    }

    StageDeclaration usesBlobs() {
        return new StageDeclaration(word, process, group, topics, true);
    }

    private StageDeclaration with(StageTopics now) {
        return new StageDeclaration(word, process, group, now, blobs);
    }
}
