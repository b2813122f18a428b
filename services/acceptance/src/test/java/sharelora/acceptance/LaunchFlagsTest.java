package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM takes a flag for a method that does not exist, and says nothing: a method that moved would be inlined again. */
class LaunchFlagsTest {

    private static final Path FLAGS = Path.of("../../infra/build/launch.flags");
    private static final String COMMAND = "-XX:CompileCommand=dontinline,";

    @Test
    void everyMethodThatIsNotToBeInlinedExists() throws IOException {
        // Given
        List<String> patterns = Files.readAllLines(FLAGS).stream()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()))
                .toList();

        // When
        List<String> unmatched =
                patterns.stream().filter(pattern -> !matches(pattern)).toList();

        // Then
        assertThat(patterns).isNotEmpty();
        assertThat(unmatched)
                .as("patterns of %s that match no declared method", FLAGS)
                .isEmpty();
    }

    @Test
    void aPatternMatchesByClassAndMethod() {
        // When / Then
        assertThat(matches("sharelora.engine.fused.kernels.Softmax::row")).isTrue();
        assertThat(matches("sharelora.engine.fused.*::row")).isTrue();
        assertThat(matches("sharelora.engine.fused.kernels.Softmax::ro")).isFalse();
        assertThat(matches("sharelora.engine.fused.Softmax::row")).isFalse();
        assertThat(matches("sharelora.engine.fused.kernels.Softmax")).isFalse();
    }

    /** {@code CLASS::METHOD}, either of which may begin or end with a star, as HotSpot reads them. */
    private static boolean matches(String pattern) {
        String[] parts = pattern.split("::", 2);
        if (parts.length < 2) {
            return false;
        }
        Pattern owner = wildcards(parts[0]);
        Pattern method = wildcards(parts[1]);
        return LayeringTest.CLASSES.stream()
                .filter(each -> owner.matcher(each.getName()).matches())
                .flatMap(each -> each.getMethods().stream())
                .anyMatch(each -> method.matcher(each.getName()).matches());
    }

    private static Pattern wildcards(String pattern) {
        return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
