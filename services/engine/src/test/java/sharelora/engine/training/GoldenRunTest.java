package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.training.GoldenRun.Kind;
import sharelora.engine.training.GoldenRun.Outcome;

/**
 * Jobs whose losses and last states were written down, so that a change of the code that is to change no number can show
 * it. With {@code -Dgolden.record=true} it writes the record anew instead: for another machine, or when float32's bits are
 * meant to change. Losses in double precision are never written anew.
 */
class GoldenRunTest {

    private static final String RECORD = "golden.record";
    private static final GoldenRecord RECORDED = GoldenRecord.read();
    private static final String MACHINE = GoldenRecord.machine();

    /** Tests look at the same outcomes, which the reference engine takes its time for. */
    private static final Map<List<Object>, Outcome> LOGGED = new HashMap<>();

    @TempDir
    private Path folder;

    static Stream<Arguments> runs() {
        return GoldenRecord.runs().stream()
                .flatMap(run -> Stream.of(Kind.values()).map(kind -> Arguments.of(run, kind)));
    }

    /** On the reference engine one of them only, or this takes too long. */
    static Stream<Arguments> controls() {
        List<GoldenRun> runs = GoldenRecord.runs();
        return Stream.concat(
                Stream.of(Arguments.of(runs.getFirst(), Kind.REFERENCE)),
                runs.stream().map(run -> Arguments.of(run, Kind.FUSED)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    @DisabledIfSystemProperty(named = RECORD, matches = "true")
    void losesWhatWasRecorded(GoldenRun run, Kind kind) {
        // Given
        List<Double> recorded = RECORDED.losses(run, kind);
        // When
        List<Double> losses = logged(run, kind).losses();
        // Then
        assertThat(losses)
                .usingElementComparator((loss, other) -> kind.agrees(loss, other) ? 0 : 1)
                .containsExactlyElementsOf(recorded);
    }

    @ParameterizedTest
    @MethodSource("runs")
    @DisabledIfSystemProperty(named = RECORD, matches = "true")
    void becomesWhatWasRecordedOnSuchAMachine(GoldenRun run, Kind kind) {
        // Given
        String recorded = RECORDED.hash(MACHINE, run, kind);
        assumeThat(recorded).as("hash recorded on " + MACHINE).isNotNull();
        // When
        String sha256 = logged(run, kind).sha256();
        // Then
        assertThat(sha256).isEqualTo(recorded);
    }

    @ParameterizedTest
    @MethodSource("controls")
    void becomesTheSameAgainAndWithMoreThreads(GoldenRun run, Kind kind) {
        // Given
        Outcome logged = logged(run, kind);
        // When
        Outcome again = run.learn(kind, 2, folder.resolve("state"));
        // Then
        assertThat(again).isEqualTo(logged);
    }

    @ParameterizedTest
    @MethodSource("controls")
    void oneOtherTokenIsSeenInLossesAndHash(GoldenRun run, Kind kind) {
        // Given
        Outcome logged = logged(run, kind);
        // When
        Outcome other = run.withOneOtherToken().learn(kind, 1, folder.resolve("state"));
        // Then
        assertThat(kind.agree(other.losses(), logged.losses())).isFalse();
        assertThat(other.sha256()).isNotEqualTo(logged.sha256());
    }

    @ParameterizedTest
    @MethodSource("controls")
    void anotherSeedIsSeenInLossesAndHash(GoldenRun run, Kind kind) {
        // Given
        Outcome logged = logged(run, kind);
        // When
        Outcome other = run.withNextSeed().learn(kind, 1, folder.resolve("state"));
        // Then
        assertThat(kind.agree(other.losses(), logged.losses())).isFalse();
        assertThat(other.sha256()).isNotEqualTo(logged.sha256());
    }

    @Test
    void aRecordTakesNoOtherLossesInDoublePrecision() {
        // Given
        GoldenRun run = GoldenRecord.runs().getFirst();
        GoldenRecord record =
                new GoldenRecord(Map.of(), Map.of()).with("one", run, Kind.REFERENCE, new Outcome(List.of(1.5), "a"));
        // When
        GoldenRecord same = record.with("two", run, Kind.REFERENCE, new Outcome(List.of(1.5 + 1e-12), "b"));
        // Then
        assertThat(same.losses()).isEqualTo(record.losses());
        assertThat(same.hashes()).containsOnlyKeys("one", "two");
        assertThatThrownBy(() -> record.with("two", run, Kind.REFERENCE, new Outcome(List.of(1.6), "b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the losses of " + run.name() + " in double precision are [1.6]");
    }

    @Test
    void aRecordForgetsWhatOtherMachinesHadWhereBitsHaveChanged() {
        // Given
        GoldenRun run = GoldenRecord.runs().getFirst();
        GoldenRecord record = new GoldenRecord(Map.of(), Map.of())
                .with("one", run, Kind.FUSED, new Outcome(List.of(1.5), "a"))
                .with("two", run, Kind.FUSED, new Outcome(List.of(1.5), "b"));
        // When
        GoldenRecord changed = record.with("one", run, Kind.FUSED, new Outcome(List.of(1.6), "c"));
        // Then
        assertThat(changed.losses(run, Kind.FUSED)).containsExactly(1.6);
        assertThat(changed.hash("one", run, Kind.FUSED)).isEqualTo("c");
        assertThat(changed.hash("two", run, Kind.FUSED)).isNull();
    }

    @Test
    @EnabledIfSystemProperty(named = RECORD, matches = "true")
    void recordsWhatThisMachineComesTo() {
        GoldenRecord record = RECORDED;
        for (GoldenRun run : GoldenRecord.runs()) {
            for (Kind kind : Kind.values()) {
                record = record.with(MACHINE, run, kind, logged(run, kind));
            }
        }
        record.write();
        assertThat(record.hashes().get(MACHINE)).hasSameSizeAs(GoldenRecord.runs());
    }

    private Outcome logged(GoldenRun run, Kind kind) {
        return LOGGED.computeIfAbsent(List.of(run.name(), kind), _ -> run.learn(kind, 1, folder.resolve("state")));
    }
}
