package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import sharelora.acceptance.guarantee.Guarantee;
import sharelora.acceptance.guarantee.Guarantees;
import sharelora.cli.Main;
import sharelora.platform.stage.StageDeclaration;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageProcess;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What the documents send a reader to is there, and they stay short enough to be read. */
class DocumentsTest {

    private static final CommandLine COMMAND = Main.commandLine().addSubcommand("chaos", new ChaosCommand());

    static List<Document> documents() {
        return Document.all();
    }

    static List<String> modules() {
        return Document.modules();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Document document) {
        // When / Then
        assertThat(document.brokenLinks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCallOfTheCommandCanBeMade(Document document) {
        // When
        List<String> unknown = document.calls().stream()
                .flatMap(call -> unknown(call).stream())
                .toList();

        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void whatIsNotThereWouldBeFound() {
        // Given
        Document readme = Document.of("README.md");
        List<String> lines = List.of(
                "[there](LICENSE), [not](LICENCE), [nor](docs/architecture.md#guarantee), [yet](#two-commands)",
                "## Two commands",
                "`./sharelora trainer --job J`, `./sharelora model import minilm`, `./sharelora watch --topics T`",
                "./sharelora retrain --job J      # or so");

        // When
        Document wrong = new Document(readme.file(), lines);

        // Then
        assertThat(wrong.brokenLinks()).containsExactly("LICENCE", "docs/architecture.md#guarantee");
        assertThat(wrong.calls().stream().flatMap(call -> unknown(call).stream()))
                .containsExactly("watch --topics", "retrain");
    }

    @Test
    void theDocumentsCallTheCommand() {
        // When
        Stream<List<String>> calls = Document.all().stream().flatMap(document -> document.calls().stream());

        // Then
        assertThat(calls).hasSizeGreaterThan(50);
    }

    @Test
    void theReadmeIsReadInOneSitting() {
        // When
        Document readme = Document.of("README.md");

        // Then
        assertThat(readme.lines()).hasSizeLessThanOrEqualTo(150);
        assertThat(readme.words()).isLessThanOrEqualTo(1_500);
    }

    @ParameterizedTest
    @MethodSource("processes")
    void theRunbookNamesTheDeclaredPort(StageProcess process) {
        // When / Then
        assertThat(Document.of("docs/operations.md").lines())
                .anyMatch(line -> line.startsWith("| " + process.word() + " | " + process.port() + " |"));
    }

    static List<StageProcess> processes() {
        return StageDeclarations.processes();
    }

    @ParameterizedTest
    @MethodSource("stages")
    void theArchitectureNamesWhoWritesATopic(StageDeclaration stage) {
        // Given: every stage writes dead letters and announces schemas, and the page says so in other words
        List<String> written = stage.topics().writes().shared().stream()
                .map(Topic::name)
                .filter(topic -> !topic.equals(Topics.DEAD_LETTERS.name()) && !topic.equals(Topics.SCHEMAS.name()))
                .map(topic -> topic.replaceAll("^sharelora\\.|\\.v1$", ""))
                .toList();

        // When
        List<String> rows = Document.of("docs/architecture.md").lines().stream()
                .filter(line -> written.stream().anyMatch(topic -> line.startsWith("| `" + topic + "`")))
                .toList();

        // Then
        assertThat(rows).hasSameSizeAs(written).allMatch(row -> writers(row).contains(stage.word()));
    }

    static List<StageDeclaration> stages() {
        return StageDeclarations.all();
    }

    /** What stands before the arrow in a row's column of who writes and who reads. */
    private static String writers(String row) {
        return row.split("\\|", -1)[4].split("→", -1)[0];
    }

    @Test
    void theGlossaryIsOnePage() {
        // When / Then
        assertThat(Document.of("docs/glossary.md").lines()).hasSizeLessThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleSaysOnHalfAPageWhatItIs(String module) {
        // When
        Document readme = Document.of(module + "/README.md");

        // Then
        String name = module.substring(module.lastIndexOf('/') + 1);
        assertThat(readme.lines()).hasSizeLessThanOrEqualTo(20).startsWith("# " + name);
        assertThat(Document.of("README.md").lines()).anyMatch(line -> line.contains("](" + module + "/README.md)"));
    }

    @ParameterizedTest
    @MethodSource("guarantees")
    void everyGuaranteeIsListedWithWhatItsTrialHasToNotice(Guarantee guarantee) {
        // When
        List<String> rows = Document.of("CONTRIBUTING.md").lines().stream()
                .filter(line -> line.startsWith("| `" + guarantee.name() + "` | "))
                .toList();

        // Then
        assertThat(rows).hasSize(1);
        assertThat(Document.of("services/acceptance/src/test/java/sharelora/acceptance/" + guarantee.name() + "IT.java")
                        .lines())
                .anyMatch(line -> line.contains("Proving.fails("));
    }

    static List<Guarantee> guarantees() {
        return Guarantees.all();
    }

    /** The words of a call that the command does not know: a subcommand, or options of one that there is. */
    private static List<String> unknown(List<String> call) {
        CommandLine command = COMMAND;
        List<String> known = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String word : call) {
            boolean first = known.isEmpty() && !word.startsWith("-");
            if (word.startsWith("--") && command.getCommandSpec().findOption(word) == null) {
                unknown.add(String.join(" ", known) + " " + word);
            } else if (command.getSubcommands().containsKey(word)) {
                command = command.getSubcommands().get(word);
                known.add(word);
            } else if (first) {
                return List.of(word);
            }
        }
        return unknown;
    }
}
