package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.operations.WrongUsageException;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class InputTopicTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"tickets", "stream.orders", "public.tickets", "jobs", "streams.v1", "_private", "sharelora"})
    void isAnyTopicThatUsersHave(String topic) {
        assertThat(submitted(topic).stream().input().orElseThrow().getTopic()).isEqualTo(topic);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void isNoneOfOursWhateverIsOnIt(Topic<?> topic) {
        assertThat(refused(topic.name())).startsWith("a topic of your own; this one holds ");
    }

    static Stream<Topic<?>> ours() {
        return Stream.of(Topics.shared(), Topics.ofStream("other"), Topics.ofStream("mine"))
                .flatMap(each -> each.stream());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sharelora.jobs.v1 | this one holds Job records that ShareLoRA Streams writes",
                "sharelora.stream.other.token-batches.v1 | this one holds TokenBatch records",
                "sharelora.stream.other.examples.v1 | holds the examples of another stream: name that stream instead",
                "sharelora.stream.mine.examples.v1 | holds the stream's examples, which are read anyway",
                "sharelora.later.v9 | names that begin with sharelora. are those of ShareLoRA Streams",
                "sharelora..v1 | names that begin with sharelora.",
                "sharelora.v1 | names that begin with sharelora.",
                "__consumer_offsets | this one is Kafka's",
                "__transaction_state | this one is Kafka's",
                ".. | the name of a topic"
            })
    void isRefusedByWhatItIs(String topic, String why) {
        assertThat(refused(topic)).contains(why);
    }

    @Test
    void isRefusedBesideTheOtherMistakes() {
        // When
        WrongUsageException refused = catchThrowableOfType(
                WrongUsageException.class,
                () -> JobFile.read(
                        "{job: j, base: b, stream: {name: mine, labels: [a],"
                                + " input: {topic: sharelora.jobs.v1, label: l}}}",
                        "job.yaml"));

        // Then
        assertThat(refused.problems())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("stream.labels: "),
                        line -> assertThat(line).startsWith("stream.input.topic: 'sharelora.jobs.v1'"),
                        line -> assertThat(line).startsWith("stream.input.text: missing"));
    }

    /** What is expected in place of the topic. */
    private static String refused(String topic) {
        String problem = catchThrowableOfType(WrongUsageException.class, () -> submitted(topic))
                .problems()
                .getFirst();
        String found = "stream.input.topic: '" + topic + "', expected ";
        assertThat(problem).startsWith(found);
        return problem.substring(found.length());
    }

    private static JobFile submitted(String topic) {
        return JobFile.read(
                "{job: j, base: b, stream: {name: mine, labels: [a, b], input: {topic: %s, text: t, label: l}}}"
                        .formatted(topic),
                "job.yaml");
    }
}
