package sharelora.checkpointer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sharelora.fixtures.Manifests;
import sharelora.schemas.KeptState;

class AnnouncedCheckpointsTest {

    private final AnnouncedCheckpoints announced = new AnnouncedCheckpoints();

    @Test
    void knowsAStateByJobStepAndHash() {
        announced.add(Manifests.checkpoint("a", 10, false));

        assertThat(announced.has("a", Manifests.state(10, true))).isTrue();
        assertThat(announced.has("b", Manifests.state(10, true))).isFalse();
        assertThat(announced.has("a", Manifests.state(20, true))).isFalse();
        assertThat(announced.has("a", new KeptState(10L, "other", 1L, 1L, true, false)))
                .isFalse();
    }

    @Test
    void doesNotKnowTheLastOneBeforeItWasAnnouncedAsTheLast() {
        KeptState last = new KeptState(10L, "hash-10", 1L, 1L, true, true);
        announced.add(Manifests.checkpoint("a", 10, false));
        assertThat(announced.has("a", last)).isFalse();

        announced.add(Manifests.checkpoint("a", 10, true));

        assertThat(announced.has("a", last)).isTrue();
        assertThat(announced.has("a", Manifests.state(10, true))).isTrue();
    }

    @Test
    void namesTheCheckpointBeforeAsTheParent() {
        announced.add(Manifests.checkpoint("a", 20, false));
        announced.add(Manifests.checkpoint("a", 0, false));
        announced.add(Manifests.checkpoint("b", 15, false));

        assertThat(announced.parent("a", 0)).isEmpty();
        assertThat(announced.parent("a", 20)).contains("id-0");
        assertThat(announced.parent("a", 30)).contains("id-20");
    }
}
