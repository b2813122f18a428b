package sharelora.operations.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class RightsTest {

    private static final List<Right> RIGHTS = Rights.of(List.of("support.tickets"));

    static List<Topic<?>> topics() {
        return Topics.shared();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyTopicHasOneWhoWritesItAndOneWhoReadsIt(Topic<?> topic) {
        assertThat(RIGHTS).anyMatch(right -> allows(right, topic.name(), "Write"));
        assertThat(RIGHTS).anyMatch(right -> allows(right, topic.name(), "Read"));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void anotherTeamReadsWhatIsPublicAndNothingElse(Topic<?> topic) {
        assertThat(RIGHTS.stream()
                        .filter(right -> right.principal() == Principal.READER)
                        .anyMatch(right -> allows(right, topic.name(), "Read")))
                .isEqualTo(topic.isPublic());
        assertThat(RIGHTS)
                .filteredOn(right -> right.principal() == Principal.READER)
                .noneMatch(right -> right.operations().contains("Write"));
    }

    @Test
    void onlyTheTokenizerReadsTheUsersOwnTopic() {
        assertThat(RIGHTS)
                .filteredOn(right -> allows(right, "support.tickets", "Read"))
                .extracting(Right::principal)
                .containsExactly(Principal.TOKENIZER);
    }

    @Test
    void workersTakeTasksAndWriteAnswersAndKnowNothingElse() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.principal() == Principal.EVALUATOR_WORKER)
                .extracting(right -> right.command("kafka:9092"))
                .containsExactly(
                        command("--operation Read --topic sharelora.eval-tasks.v1"),
                        command("--operation Write --topic sharelora.eval-shards.v1"),
                        command("--operation Write --topic sharelora.dead-letters.v1"),
                        command("--operation Read --operation AlterConfigs --group sharelora.eval-workers"));
    }

    private static String command(String rest) {
        return "kafka-acls --bootstrap-server kafka:9092 --add --allow-principal User:evaluator-worker " + rest;
    }

    private static boolean allows(Right right, String topic, String operation) {
        return right.resource().equals("topic")
                && (right.prefixed() ? topic.startsWith(right.name()) : topic.equals(right.name()))
                && right.operations().contains(operation);
    }
}
