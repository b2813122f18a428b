package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.MeanHead;
import sharelora.fixtures.SomeAdapter;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.modelstore.BlobReference;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.AdapterOrigin;

class StartingPointTest {

    @TempDir
    private Path folder;

    private final Problems problems = new Problems();

    private ImportedAdapters adapters;

    @BeforeEach
    void open() {
        adapters = new ImportedAdapters(BlobStore.open(folder.resolve("blobs").toUri()));
    }

    @Test
    void takesFromTheAdapterWhatTheJobFileLeavesOpen() {
        // Given
        String sha256 = imported(SomeAdapter.sharedA());

        // When
        StartingPoint start = start("adapter: {rateRatioB: 4}", List.of("a", "b", "c"));

        // Then
        assertThat(start.origin()).contains(new AdapterOrigin("mine", sha256, true));
        assertThat(start.adapter().getMethod()).isEqualTo("share-a");
        assertThat(start.adapter().getRank()).isEqualTo(2);
        assertThat(start.adapter().getAlpha()).isEqualTo(4);
        assertThat(start.adapter().getTargets()).containsExactly("query", "value");
        assertThat(start.adapter().getShare()).isEmpty();
        assertThat(start.adapter().getRateRatioB()).isEqualTo(4);
    }

    @Test
    void leavesAHeadOfOtherLabelsBehind() {
        // Given
        imported(SomeAdapter.plain());

        // When
        StartingPoint start = start("adapter: {method: lora}", List.of("b", "a"));

        // Then
        assertThat(start.origin().orElseThrow().getHead()).isFalse();
    }

    @Test
    void leavesAnyHeadBehindWhereTheTaskIsGeneration() {
        // Given
        imported(SomeAdapter.plain().withHead(new MeanHead(List.of(), 10, new float[4], new float[1])));

        // When
        StartingPoint start = start("task: generation, adapter: {method: lora}", List.of());

        // Then
        assertThat(start.origin().orElseThrow().getHead()).isFalse();
    }

    @Test
    void takesAStockHeadWithTheAdapterThatItWasTrainedWith() {
        // Given
        imported(SomeAdapter.withStockHead(), Optional.of(List.of("low", "high")));

        // When
        StartingPoint start = start("adapter: {method: lora}", List.of("low", "high", "other"));

        // Then
        assertThat(start.head()).isEqualTo("stock");
        assertThat(start.origin().orElseThrow().getHead()).isTrue();
        StartingPoint other = start("head: mean, adapter: {method: lora}", List.of("low", "high"));
        assertThat(other.head()).isEqualTo("mean");
        assertThat(other.origin().orElseThrow().getHead()).isFalse();
    }

    @Test
    void refusesNamesForAHeadThatHasOtherOutputsOrNone() {
        // When / Then
        assertThatThrownBy(() -> imported(SomeAdapter.withStockHead(), Optional.of(List.of("a", "b", "c"))))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("--labels: [a, b, c], expected 2 as its head has outputs");
    }

    @Test
    void namesEverySettingThatIsNotTheAdapters() {
        // Given
        imported(SomeAdapter.plain());

        // When
        start("adapter: {rank: 8, alpha: 16, targets: [query], rankStabilized: true}", List.of("a", "b"));

        // Then
        assertThat(problems.lines())
                .containsExactly(
                        "adapter.rank: '8', expected 2 as mine has",
                        "adapter.alpha: '16.0', expected 4.0 as mine has",
                        "adapter.targets: '[query]', expected [query, value] as mine has",
                        "adapter.rankStabilized: 'true', expected false as mine has");
    }

    @Test
    void saysWhereNoSuchAdapterIsAndWhatTakesItIn() {
        // When / Then
        assertThatThrownBy(() -> adapters.resolve(new BlobReference("nobody", Optional.of("abcdef"))))
                .hasMessageContaining("from: 'nobody@abcdef', expected an adapter in the blob store; take it in with: "
                        + "sharelora adapter import");
    }

    private String imported(AdapterFolder adapter) {
        return imported(adapter, Optional.empty());
    }

    private String imported(AdapterFolder adapter, Optional<List<String>> labels) {
        PeftFolder.write(adapter, folder.resolve("peft"));
        return adapters.importFolder(folder.resolve("peft"), "mine", labels);
    }

    private StartingPoint start(String adapter, List<String> labels) {
        JobFile file = JobFile.read("{job: j, base: tiny, from: mine, stream: {name: s}, " + adapter + "}", "job.yaml");
        return StartingPoint.of(adapters.resolve(file.from().orElseThrow()), file.learner(), labels, problems);
    }
}
