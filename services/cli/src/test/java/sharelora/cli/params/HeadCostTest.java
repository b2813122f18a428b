package sharelora.cli.params;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.cli.Captured;

/** What `params` says of heads. */
class HeadCostTest {

    @Test
    void saysWhatTheHeadsOfSoManyClassesTrain() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--classes", "45");
        // Then
        assertThat(run.out().lines())
                .endsWith(
                        "",
                        "head           parameters",
                        "mean               17,325",
                        "stock              17,325",
                        "cosine             17,281");
    }

    @Test
    void saysThemAsFieldsToo() {
        // When
        Captured run = Captured.run("params", "--method", "share-a", "--classes", "45", "--json");
        // Then
        assertThat(run.out()).contains("\"heads\":{\"mean\":17325,\"stock\":17325,\"cosine\":17281}");
    }

    @Test
    void refusesASingleClass() {
        // When
        Captured run = Captured.run("params", "--classes", "1");
        // Then
        assertThat(run.err()).contains("--classes: '1', expected at least 2");
    }
}
