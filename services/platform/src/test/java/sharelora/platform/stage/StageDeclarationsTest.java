package sharelora.platform.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class StageDeclarationsTest {

    private static final List<StageDeclaration> ALL = StageDeclarations.all();

    /** People write streams, jobs and replayed letters; all else is made by a stage. */
    private static final List<Topic<?>> OF_PEOPLE = List.of(Topics.STREAMS, Topics.JOBS, Topics.REPLAYED_LETTERS);

    static Stream<Topic<?>> madeByStages() {
        return Topics.shared().stream().filter(topic -> !OF_PEOPLE.contains(topic));
    }

    static List<StageDeclaration> stages() {
        return ALL;
    }

    @ParameterizedTest
    @MethodSource("madeByStages")
    void everyTopicThatPeopleDoNotWriteIsWrittenByAStage(Topic<?> topic) {
        assertThat(ALL).anyMatch(stage -> stage.topics().writes().shared().contains(topic));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PREDICTIONS")
    void everyTopicOfAStreamButItsAnswersIsReadByAStage(StreamTopic topic) {
        assertThat(ALL).anyMatch(stage -> stage.topics().readable().ofStreams().contains(topic));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void readsNothingThroughItsGroupThatOnlyALaterStageWrites(StageDeclaration stage) {
        // Given
        List<StageDeclaration> upToIt = ALL.subList(0, ALL.indexOf(stage));

        // When
        List<Topic<?>> read = stage.topics().reads().shared();

        // Then
        assertThat(read)
                .allMatch(topic -> upToIt.stream()
                        .anyMatch(before -> before.topics().writes().shared().contains(topic)));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void buriesWhatItCannotUseAndExplainsWhatItPublishes(StageDeclaration stage) {
        // The console works through nothing, so nothing can be in its way.
        assertThat(stage.topics().writes().shared().contains(Topics.DEAD_LETTERS))
                .isEqualTo(!stage.equals(StageDeclarations.CONSOLE));
        assertThat(stage.topics().writes().shared().contains(Topics.SCHEMAS))
                .isEqualTo(!stage.announced().isEmpty());
    }

    @Test
    void stagesAreToldApartByTheirNamesAndProcessesByTheirPorts() {
        assertThat(ALL).extracting(StageDeclaration::word).doesNotHaveDuplicates();
        assertThat(ALL)
                .extracting(StageDeclaration::id)
                .containsExactly(
                        "tokenizer",
                        "trainer",
                        "checkpointer",
                        "evaluator-planner",
                        "evaluator-worker",
                        "evaluator-aggregator",
                        "predictor",
                        "console");
        assertThat(StageDeclarations.processes())
                .containsExactly(
                        new StageProcess("tokenizer", 8081),
                        new StageProcess("trainer", 8082),
                        new StageProcess("checkpointer", 8083),
                        new StageProcess("evaluator", 8084),
                        new StageProcess("predictor", 8085),
                        new StageProcess("console", 8080));
    }

    @Test
    void namesATopicOnceHoweverOftenItIsAddedAndLeavesTheDeclarationBeforeAsItWas() {
        // Given
        StageDeclaration plain = StageDeclaration.of(new StageProcess("any", 1));

        // When
        StageDeclaration declared = plain.reads(Topics.JOBS)
                .looksBackOn(Topics.STREAMS, Topics.JOBS)
                .looksBackOn(Topics.STREAMS);

        // Then
        assertThat(declared.topics().readable().shared()).containsExactly(Topics.JOBS, Topics.STREAMS);
        assertThat(plain.topics()).isEqualTo(StageTopics.NONE);
    }
}
