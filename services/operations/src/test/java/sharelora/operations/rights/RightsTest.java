package sharelora.operations.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.platform.stage.StageDeclarations;
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
                        .filter(right -> right.principal().equals(Principal.READER))
                        .anyMatch(right -> allows(right, topic.name(), "Read")))
                .isEqualTo(topic.isPublic());
        assertThat(RIGHTS)
                .filteredOn(right -> right.principal().equals(Principal.READER))
                .noneMatch(right -> right.operations().contains("Write"));
    }

    @Test
    void onlyTheTokenizerReadsTheUsersOwnTopic() {
        assertThat(RIGHTS)
                .filteredOn(right -> allows(right, "support.tickets", "Read"))
                .extracting(Right::principal)
                .containsExactly(Principal.of(StageDeclarations.TOKENIZER));
    }

    @Test
    void peopleAskTheOperatorChangesFeedersFeedAndReadersReadWhatIsPublic() {
        assertThat(rightsOf("operator"))
                .containsExactly(
                        "Create Read Write Describe DescribeConfigs topic sharelora.*",
                        "Describe topic support.tickets",
                        "Describe group sharelora.*",
                        "Write Describe transactional-id sharelora.replay",
                        "Write Describe transactional-id sharelora.catalog.*");
        assertThat(rightsOf("feeder"))
                .containsExactly("Read topic sharelora.streams.v1", "Write topic sharelora.stream.*");
        assertThat(rightsOf("reader")).containsExactly("Read topic sharelora.public.*", "Read group reader.*");
    }

    @Test
    void theTokenizerReadsExamplesAndWritesBatches() {
        assertThat(rightsOf("tokenizer"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read topic support.tickets",
                        "Read Write topic sharelora.stream.*",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.tokenizer.*",
                        "Write Describe transactional-id sharelora.tokenizer.*");
    }

    @Test
    void theTrainerReadsBatchesItsOwnSnapshotsAndWhatTheGateSays() {
        assertThat(rightsOf("trainer"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read topic sharelora.stream.*",
                        "Read topic sharelora.adapter-snapshots.v1",
                        "Read topic sharelora.public.checkpoints.v1",
                        "Read topic sharelora.public.verdicts.v1",
                        "Read topic sharelora.public.promotions.v1",
                        "Read topic sharelora.public.schemas.v1",
                        "Write topic sharelora.adapter-snapshots.v1",
                        "Write topic sharelora.train-steps.v1",
                        "Write topic sharelora.public.drift.v1",
                        "Write topic sharelora.public.schemas.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.trainer*",
                        "Write Describe transactional-id sharelora.trainer*");
    }

    @Test
    void theCheckpointerReadsSnapshotsAndWhatIsPromotedAndWritesCheckpoints() {
        assertThat(rightsOf("checkpointer"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read topic sharelora.adapter-snapshots.v1",
                        "Read topic sharelora.public.checkpoints.v1",
                        "Read topic sharelora.public.promotions.v1",
                        "Read topic sharelora.public.schemas.v1",
                        "Write topic sharelora.public.checkpoints.v1",
                        "Write topic sharelora.public.schemas.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.checkpointer",
                        "Write Describe transactional-id sharelora.checkpointer*");
    }

    @Test
    void thePlannerLooksBackOnBatchesTasksResultsAndPromotions() {
        assertThat(rightsOf("evaluator-planner"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read topic sharelora.stream.*",
                        "Read topic sharelora.public.checkpoints.v1",
                        "Read topic sharelora.eval-tasks.v1",
                        "Read topic sharelora.public.eval-results.v1",
                        "Read topic sharelora.public.promotions.v1",
                        "Read topic sharelora.public.schemas.v1",
                        "Write topic sharelora.eval-tasks.v1",
                        "Write topic sharelora.public.eval-results.v1",
                        "Write topic sharelora.public.schemas.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.planner",
                        "Write Describe transactional-id sharelora.planner*");
    }

    @Test
    void workersTakeTasksAndWriteAnswersAndKnowNothingElse() {
        assertThat(rightsOf("evaluator-worker"))
                .containsExactly(
                        "Read topic sharelora.eval-tasks.v1",
                        "Write topic sharelora.eval-shards.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read AlterConfigs group sharelora.eval-workers");
    }

    @Test
    void theAggregatorLooksBackOnTasksResultsAndVerdictsAndWritesAllThatIsPublicOfThem() {
        assertThat(rightsOf("evaluator-aggregator"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read topic sharelora.public.checkpoints.v1",
                        "Read topic sharelora.eval-tasks.v1",
                        "Read topic sharelora.eval-shards.v1",
                        "Read topic sharelora.public.eval-results.v1",
                        "Read topic sharelora.public.verdicts.v1",
                        "Read topic sharelora.public.promotions.v1",
                        "Read topic sharelora.public.schemas.v1",
                        "Write topic sharelora.public.eval-results.v1",
                        "Write topic sharelora.public.eval-results-latest.v1",
                        "Write topic sharelora.public.verdicts.v1",
                        "Write topic sharelora.public.promotions.v1",
                        "Write topic sharelora.public.schemas.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.aggregator",
                        "Write Describe transactional-id sharelora.aggregator*");
    }

    @Test
    void thePredictorReadsQueriesAndWhatIsToBeServedAndWritesPredictions() {
        assertThat(rightsOf("predictor"))
                .containsExactly(
                        "Read topic sharelora.streams.v1",
                        "Read topic sharelora.jobs.v1",
                        "Read Write topic sharelora.stream.*",
                        "Read topic sharelora.public.checkpoints.v1",
                        "Read topic sharelora.public.promotions.v1",
                        "Read topic sharelora.public.schemas.v1",
                        "Write topic sharelora.public.predictions.v1",
                        "Write topic sharelora.public.schemas.v1",
                        "Write topic sharelora.dead-letters.v1",
                        "Read group sharelora.predictor.*",
                        "Write Describe transactional-id sharelora.predictor.*");
    }

    @Test
    void theConsoleMayWhatAnOperatorMay() {
        assertThat(rightsOf("console")).isEqualTo(rightsOf("operator"));
    }

    @Test
    void printsTheCommandThatGrantsARight() {
        assertThat(RIGHTS)
                .filteredOn(right -> right.principal().id().equals("evaluator-worker"))
                .extracting(right -> right.command("kafka:9092"))
                .last()
                .isEqualTo("kafka-acls --bootstrap-server kafka:9092 --add --allow-principal User:evaluator-worker"
                        + " --operation Read --operation AlterConfigs --group sharelora.eval-workers");
    }

    @Test
    void everyPrincipalIsListedHere() {
        assertThat(RIGHTS)
                .extracting(right -> right.principal().id())
                .containsOnly(
                        "operator",
                        "feeder",
                        "tokenizer",
                        "trainer",
                        "checkpointer",
                        "evaluator-planner",
                        "evaluator-worker",
                        "evaluator-aggregator",
                        "predictor",
                        "console",
                        "reader");
    }

    /** A star stands for the rest of a name of which the right gives the beginning. */
    private static List<String> rightsOf(String principal) {
        return RIGHTS.stream()
                .filter(right -> right.principal().id().equals(principal))
                .map(right -> String.join(" ", right.operations()) + " " + right.resource() + " " + right.name()
                        + (right.prefixed() ? "*" : ""))
                .toList();
    }

    private static boolean allows(Right right, String topic, String operation) {
        return right.resource().equals("topic")
                && (right.prefixed() ? topic.startsWith(right.name()) : topic.equals(right.name()))
                && right.operations().contains(operation);
    }
}
