package sharelora.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.Manifests;
import sharelora.platform.blobs.Blob;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;

class RetentionTest {

    private static final Instant YESTERDAY = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant OLD = YESTERDAY.minusSeconds(1);
    private static final Instant YOUNG = YESTERDAY.plusSeconds(1);

    private final AdapterSnapshot newest =
            Manifests.manifest("a", Manifests.state(40, false), Manifests.state(30, true), Manifests.state(0, true));

    @Test
    void dropsWhatTheNextManifestDoesNotList() {
        AdapterSnapshot before = Manifests.manifest(
                "a", Manifests.state(30, true), Manifests.state(25, false), Manifests.state(0, true));

        assertThat(Retention.dropped(Optional.of(before), newest)).containsExactly(Manifests.state(25, false));
        assertThat(Retention.dropped(Optional.empty(), newest)).isEmpty();
    }

    @Test
    void sparesStepZeroTheNewestAndThoseThatAreKept() {
        NavigableMap<Long, Checkpoint> announced = new TreeMap<>();
        for (long step = 0; step <= 50; step += 10) {
            announced.put(step, Manifests.checkpoint("a", step, false));
        }

        assertThat(Retention.beyond(announced, 2, Set.of()))
                .extracting(Checkpoint::getStep)
                .containsExactly(10L, 20L);
        assertThat(Retention.beyond(announced, 0, Set.of()))
                .extracting(Checkpoint::getStep)
                .containsExactly(10L, 20L, 30L, 40L);
        assertThat(Retention.beyond(announced, 20, Set.of())).isEmpty();
        assertThat(Retention.beyond(new TreeMap<>(), 0, Set.of())).isEmpty();
    }

    @Test
    void sparesWhatIsPromotedAndDoesNotCountIt() {
        NavigableMap<Long, Checkpoint> announced = new TreeMap<>();
        for (long step = 0; step <= 50; step += 10) {
            announced.put(step, Manifests.checkpoint("a", step, false));
        }
        String promoted = announced.get(20L).getCheckpointId();

        assertThat(Retention.beyond(announced, 1, Set.of(promoted)))
                .extracting(Checkpoint::getStep)
                .containsExactly(10L, 30L);
    }

    @Test
    void sweepsOldStatesOfPastStepsThatNoManifestNames() {
        List<Blob> stored = List.of(
                new Blob("states/a/0-hash-0", 1, OLD),
                new Blob("states/a/30-hash-30", 1, OLD),
                new Blob("states/a/35-orphan", 1, OLD),
                new Blob("states/a/36-orphan", 1, YOUNG),
                new Blob("states/a/44-to-be-named", 1, OLD),
                new Blob("states/a/no-state", 1, OLD));

        assertThat(Retention.unreferencedStates(stored, newest, YESTERDAY)).containsExactly("states/a/35-orphan");
    }

    @Test
    void sweepsOldCheckpointFoldersThatWereNeverCompleted() {
        List<Blob> stored = List.of(
                new Blob("checkpoints/whole/adapter.safetensors", 1, OLD),
                new Blob("checkpoints/whole/manifest.json", 1, OLD),
                new Blob("checkpoints/half/adapter.safetensors", 1, OLD),
                new Blob("checkpoints/half/lineage.json", 1, OLD),
                new Blob("checkpoints/growing/adapter.safetensors", 1, OLD),
                new Blob("checkpoints/growing/lineage.json", 1, YOUNG));

        assertThat(Retention.incompleteCheckpoints(stored, YESTERDAY))
                .containsExactly("checkpoints/half/adapter.safetensors", "checkpoints/half/lineage.json");
    }

    @Test
    void sparesAStateOfTheNewestStepThatNobodyHasNamedYet() {
        List<Blob> stored = List.of(
                new Blob("states/a/39-orphan", 1, OLD),
                new Blob("states/a/40-of-a-trainer-that-waits", 1, OLD),
                new Blob("states/a/38-orphan", 1, YESTERDAY));

        assertThat(Retention.unreferencedStates(stored, newest, YESTERDAY)).containsExactly("states/a/39-orphan");
    }

    @Test
    void oldIsWhatWasStoredBeforeThatTimeAndNotAtIt() {
        List<Blob> stored = List.of(
                new Blob("probes/a", 1, OLD), new Blob("probes/b", 1, YESTERDAY), new Blob("probes/c", 1, YOUNG));

        assertThat(Retention.older(stored, YESTERDAY)).containsExactly("probes/a");
    }

    @Test
    void aFolderIsSparedWhereAFileOfItIsAsYoungAsAllowed() {
        List<Blob> stored = List.of(
                new Blob("checkpoints/half/adapter.safetensors", 1, OLD),
                new Blob("checkpoints/half/lineage.json", 1, YESTERDAY));

        assertThat(Retention.incompleteCheckpoints(stored, YESTERDAY)).isEmpty();
    }

    @Test
    void aFileBesideTheFoldersIsSweptByItself() {
        List<Blob> stored = List.of(
                new Blob("checkpoints/stray", 1, OLD),
                new Blob("checkpoints/other-stray", 1, YOUNG),
                new Blob("checkpoints/whole/manifest.json", 1, OLD));

        assertThat(Retention.incompleteCheckpoints(stored, YESTERDAY)).containsExactly("checkpoints/stray");
    }
}
