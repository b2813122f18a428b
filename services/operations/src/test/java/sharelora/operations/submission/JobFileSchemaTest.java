package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema that editors read says what the code says: the same fields, defaults, choices and limits. */
class JobFileSchemaTest {

    private static final Map<String, JsonNode> FIELDS = JobSchema.fields();
    private static final List<String> LIMITS = List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(JobSchema.EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static Stream<String> wholeNumbers() {
        return with("maximum")
                .filter(path -> FIELDS.get(path).get("type").asText().equals("integer"));
    }

    static Stream<String> decimals() {
        return FIELDS.keySet().stream()
                .filter(path -> FIELDS.get(path).get("type").asText().equals("number"));
    }

    static Stream<String> choices() {
        return with("enum").filter(path -> !path.equals("head"));
    }

    static Stream<String> defaults() {
        return with("default").filter(path -> !path.equals("task"));
    }

    @Test
    void knowsTheFieldsThatTheCodeKnows() {
        // When / Then
        assertThat(FIELDS.keySet()).isEqualTo(JobFields.known());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsAJobThatCanRun(Path example) throws IOException {
        // Given
        String yaml = Files.readString(example);

        // When
        JobFile job = JobFile.read(yaml, example.toString());

        // Then
        assertThat(JobSchema.marks(yaml)).isEmpty();
        assertThat(example).hasFileName(job.task().name().toLowerCase(Locale.ROOT) + ".yaml");
    }

    @ParameterizedTest
    @MethodSource("wholeNumbers")
    void aWholeNumberHasTheLimitsOfTheCode(String path) {
        // Given
        long least = FIELDS.get(path).get("minimum").asLong();
        long most = FIELDS.get(path).get("maximum").asLong();
        String above = file(path, most + 1);

        // When
        List<String> problems = JobFields.problems(above);

        // Then
        String range = "from " + least + " to " + most;
        assertThat(problems).contains(path + ": '" + (most + 1) + "', expected a whole number " + range);
        assertThat(JobSchema.marks(above)).hasSize(1);
        assertThat(JobSchema.marks(file(path, least - 1))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("decimals")
    void aDecimalNumberHasTheLimitsOfTheCode(String path) {
        // Given
        List<Double> edges = new ArrayList<>();
        for (String limit : LIMITS) {
            if (FIELDS.get(path).has(limit)) {
                double edge = FIELDS.get(path).get(limit).asDouble();
                edges.addAll(List.of(edge - 1e-9, edge, edge + 1e-9));
            }
        }

        // When
        List<Boolean> refused = edges.stream()
                .map(edge -> JobFields.problems(file(path, edge)).stream()
                        .anyMatch(problem -> problem.startsWith(path + ":")))
                .toList();

        // Then
        assertThat(edges.stream().map(edge -> !JobSchema.marks(file(path, edge)).isEmpty()))
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aChoiceIsBetweenTheWordsOfTheCode(String path) {
        // When
        List<String> problems = JobFields.problems(file(path, "another"));

        // Then
        assertThat(problems).contains(path + ": 'another', expected one of " + words(path));
        assertThat(JobSchema.marks(file(path, "another"))).hasSize(1);
    }

    @Test
    void headsAreThoseOfAllTasks() {
        // Given
        String labelled = "{job: j, base: b, head: another, stream: {labels: [x, y]}}";

        // When
        List<String> problems = new ArrayList<>(JobFields.problems(labelled));
        problems.addAll(JobFields.problems(file("head", "another")));

        // Then
        assertThat(problems)
                .containsExactly(
                        "head: 'another', expected one of mean, stock, cosine",
                        "head: 'another', expected one of language");
        assertThat(words("head")).isEqualTo("mean, stock, cosine, language");
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void aDefaultIsThatOfTheCode(String path) {
        // Given
        JsonNode otherwise = FIELDS.get(path).get("default");

        // When
        JobFile job = JobFile.read(file(path, otherwise), path);

        // Then: which fields were given is not what they say
        assertThat(job)
                .usingRecursiveComparison()
                .ignoringFields("learner.given")
                .isEqualTo(JobFile.read(JobFields.with(path, Optional.empty()), path));
    }

    @Test
    void theTaskIsClassificationUnlessSaidOtherwise() {
        // When
        JobFile job = JobFile.read("{job: j, base: b, stream: {labels: [x, y]}}", "job.yaml");

        // Then
        assertThat(FIELDS.get("task").get("default").asText().toUpperCase(Locale.ROOT))
                .isEqualTo(job.task().name());
    }

    @Test
    void misspeltOrMissingFieldIsMarked() {
        // When / Then
        assertThat(JobSchema.marks("{job: j, base: b, stream: {lables: [a, b]}}"))
                .hasSize(1);
        assertThat(JobSchema.marks("{base: b}")).hasSize(1);
    }

    private static Stream<String> with(String keyword) {
        return FIELDS.keySet().stream().filter(path -> FIELDS.get(path).has(keyword));
    }

    private static String file(String path, Object value) {
        return JobFields.with(path, Optional.of(value.toString()));
    }

    private static String words(String path) {
        List<String> words = new ArrayList<>();
        FIELDS.get(path).get("enum").forEach(word -> words.add(word.asText()));
        return String.join(", ", words);
    }
}
