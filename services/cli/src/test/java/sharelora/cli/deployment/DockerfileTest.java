package sharelora.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.module.ModuleFinder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sharelora.platform.stage.StageDeclarations;

/** infra/Dockerfile copies, runs and exposes what there is. */
class DockerfileTest {

    private static final List<String> LINES = Deployed.text("infra/Dockerfile")
            .replace("\\\n", " ")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    @Test
    void copiesWhatIsInTheCheckout() {
        // When
        List<String> sources = copies(false).flatMap(DockerfileTest::sources).toList();

        // Then
        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(source -> assertThat(Deployed.ROOT.resolve(source)).exists());
        assertThat(Deployed.text("pom.xml").lines().filter(line -> line.contains("<module>")))
                .allMatch(module -> sources.stream().anyMatch(source -> module.contains("<module>" + source)));
    }

    @Test
    void copiesFromTheFirstStageWhatThatMakes() {
        // When
        List<String> sources = copies(true).flatMap(DockerfileTest::sources).toList();

        // Then
        assertThat(sources).hasSize(6).allMatch(DockerfileTest::isMade);
    }

    private static boolean isMade(String source) {
        if (source.startsWith("/build/infra/")) {
            return Deployed.ROOT
                            .resolve(source.substring("/build/".length()))
                            .toFile()
                            .canExecute()
                    || source.endsWith(".flags");
        }
        return switch (source) {
            case "/java" -> instruction("RUN \"$JAVA_HOME/bin/jlink\"").contains("--output /java ");
            case "/build/services/cli/target/app/lib" ->
                Deployed.text("services/cli/pom.xml").split("\\$\\{project.build.directory}/app/lib", -1).length == 3;
            case "/root/.sharelora/downloads" ->
                Deployed.text("sharelora").contains("home=${SHARELORA_HOME:-$HOME/.sharelora}")
                        && Deployed.text("sharelora").contains("$home/downloads");
            default -> false;
        };
    }

    @Test
    void buildsWithACallOfTheCommand() {
        // When
        String build = instruction("RUN --mount").replaceAll(".*\\./sharelora ", "");

        // Then
        assertThat(Command.of(List.of(build.split(" ")), Map.of()).spec().name())
                .isEqualTo("import");
    }

    @Test
    void startsTheCommandByTheLauncherThatItCopies() throws JsonProcessingException, ClassNotFoundException {
        // When
        String[] entry = new ObjectMapper()
                .readValue(instruction("ENTRYPOINT").substring("ENTRYPOINT".length()), String[].class);

        // Then
        assertThat(copies(true)).anyMatch(copy -> copy.contains("/launch ") && copy.endsWith(" /opt/sharelora/"));
        assertThat(copies(true)).anyMatch(copy -> copy.endsWith(" /opt/sharelora/lib"));
        assertThat(entry).startsWith("/opt/sharelora/launch", "/opt/sharelora/lib/*");
        assertThat(Class.forName(entry[2]).getSimpleName()).isEqualTo("Main");
    }

    @Test
    void exposesThePortsOfTheStages() {
        // When
        String exposed = instruction("EXPOSE");

        // Then
        assertThat(exposed.split(" "))
                .containsExactly(Stream.concat(
                                Stream.of("EXPOSE"),
                                StageDeclarations.processes().stream().map(process -> Integer.toString(process.port())))
                        .toArray(String[]::new));
    }

    @Test
    void linksModulesThatTheJdkHas() {
        // When
        String[] modules = instruction("RUN \"$JAVA_HOME/bin/jlink\"")
                .replaceAll(".*--add-modules ", "")
                .split(",");

        // Then
        assertThat(modules)
                .contains("jdk.incubator.vector")
                .allMatch(module -> ModuleFinder.ofSystem().find(module).isPresent());
    }

    private static Stream<String> copies(boolean fromAnotherStage) {
        return LINES.stream()
                .filter(line -> line.startsWith("COPY "))
                .filter(line -> line.contains("--from=") == fromAnotherStage);
    }

    /** What a COPY takes: neither its options nor, last, where to. */
    private static Stream<String> sources(String copy) {
        String[] words = Arrays.stream(copy.split(" +"))
                .skip(1)
                .filter(word -> !word.startsWith("--"))
                .toArray(String[]::new);
        return Arrays.stream(words).limit(words.length - 1L);
    }

    private static String instruction(String start) {
        List<String> found =
                LINES.stream().filter(line -> line.startsWith(start)).toList();
        assertThat(found).as(start).hasSize(1);
        return found.getFirst();
    }
}
