package sharelora.cli.params;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.cli.Captured;

/** What `params` says of a running average. */
class ParamsAverageTest {

    @Test
    void countsWhatItAddsToTheStateAndToEveryStep() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--average");

        // Then
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .contains("share-a             172,032         688,128         344,064         516,096         294,912")
                .endsWith(
                        "",
                        "average          state blob      every step",
                        "share-a            +172,032        +516,096");
    }

    @Test
    void leavesItOutOfWhatIsNotTrained() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--frozen-a", "--average", "--json");

        // Then
        assertThat(run.out())
                .contains("\"parameters\":36864", "\"average\":{\"state\":147456,\"step\":442368}")
                .contains("\"state\":466944"); // weights and moments, as without an average
        assertThat(Captured.run("params", "--json").out()).doesNotContain("average");
    }
}
