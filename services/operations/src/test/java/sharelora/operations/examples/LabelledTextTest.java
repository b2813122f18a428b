package sharelora.operations.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledTextTest {

    @Test
    void sortsTheDistinctLabelsAndLeavesOutNone() {
        // Given
        List<LabelledText> records = new ArrayList<>();
        for (String label : new String[] {"b", "a", null, "b", "", " "}) {
            records.add(new LabelledText("id", "text", label));
        }

        // When
        List<String> labels = LabelledText.labels(records);

        // Then
        assertThat(labels).containsExactly("a", "b");
    }
}
