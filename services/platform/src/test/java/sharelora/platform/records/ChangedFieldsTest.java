package sharelora.platform.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Source;

class ChangedFieldsTest {

    @Test
    void namesEachFieldThatDiffersWithBothValuesButForThoseThatMay() {
        Source before = new Source("in", 0, 7L);
        Source now = new Source("in", 1, 8L);

        assertThat(ChangedFields.between(now, before, Set.of()))
                .containsExactly("partition: 1, was 0", "offset: 8, was 7");
        assertThat(ChangedFields.between(now, before, Set.of("offset"))).containsExactly("partition: 1, was 0");
        assertThat(ChangedFields.between(before, before, Set.of())).isEmpty();
    }
}
