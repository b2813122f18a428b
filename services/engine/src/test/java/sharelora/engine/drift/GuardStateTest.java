package sharelora.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuardStateTest {

    private static final DriftSpec ADWIN = new DriftSpec(new Adwin(0.002, List.of()), Figure.LOSS, 10);
    private static final QuarantineSpec QUARANTINE = new QuarantineSpec(6, 20);

    @Test
    void tellsOneChangeOnceWhereTheLossRises() {
        Run run = new Run(new GuardSpec(Optional.of(ADWIN), Optional.empty(), OnDrift.TELL));

        run.batches(200, 0.4).batches(200, 0.8);

        assertThat(run.alarms).hasSize(1);
        Alarm alarm = run.alarms.getFirst();
        assertThat(alarm.by()).isEqualTo("adwin");
        assertThat(alarm.figure()).isEqualTo("loss");
        assertThat(alarm.before()).isBetween(0.35, 0.45);
        assertThat(alarm.after()).isBetween(0.7, 0.9);
        assertThat(run.alarmedAt.getFirst()).isBetween(200L, 260L);
    }

    @Test
    void tellsNothingWhereTheLossFalls() {
        Run run = new Run(new GuardSpec(Optional.of(ADWIN), Optional.empty(), OnDrift.TELL));

        run.batches(200, 0.8).batches(200, 0.3);

        assertThat(run.alarms).isEmpty();
    }

    @Test
    void seesTheErrorWhereThatIsAsked() {
        DriftSpec onError = new DriftSpec(new PageHinkley(0.005, 3), Figure.ERROR, 10);
        Run run = new Run(new GuardSpec(Optional.of(onError), Optional.empty(), OnDrift.TELL));

        run.batches(100, 0.5);
        for (int i = 0; i < 100; i++) {
            run.take(new Figures(0.5, 0.9, 1));
        }

        assertThat(run.alarms)
                .extracting(Alarm::by, Alarm::figure)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("page-hinkley", "error"));
    }

    @Test
    void holdsBackThreeOutliersInARowAndLearnsTheFourthAsAChange() {
        Run run = new Run(new GuardSpec(Optional.of(ADWIN), Optional.of(QUARANTINE), OnDrift.TELL));
        run.batches(100, 0.5);

        for (int i = 0; i < 5; i++) {
            run.take(new Figures(5, 0.5, 1));
        }

        assertThat(run.outliers).extracting(Outlier::figure).containsExactly(Outlier.LOSS, Outlier.LOSS, Outlier.LOSS);
        assertThat(run.alarms).extracting(Alarm::by).containsExactly(Alarm.QUARANTINE);
        assertThat(run.alarmedAt).containsExactly(104L);
        assertThat(run.state.quarantine().loss().size()).as("restarted").isEqualTo(1);
    }

    @Test
    void countsAnewAfterABatchThatIsNoOutlier() {
        Run run = new Run(new GuardSpec(Optional.empty(), Optional.of(QUARANTINE), OnDrift.TELL));
        run.batches(100, 0.5);

        for (int i = 0; i < 4; i++) {
            run.take(new Figures(0.5, 0.5, 40)).take(new Figures(0.5, 0.5, 40)).batches(1, 0.5);
        }

        assertThat(run.outliers).hasSize(8).allMatch(outlier -> outlier.figure().equals(Outlier.GRADIENT_NORM));
        assertThat(run.alarms).isEmpty();
    }

    @Test
    void holdsNothingBackDuringBurnInNorWhatIsFarBelow() {
        Run run = new Run(new GuardSpec(Optional.empty(), Optional.of(QUARANTINE), OnDrift.TELL));

        run.batches(10, 0.5).take(new Figures(50, 1, 50)).batches(200, 0.5).take(new Figures(0, 0, 0));

        assertThat(run.outliers).isEmpty();
    }

    @Test
    void forgetsWhatIsOlderThanItsMemory() {
        Spread spread = Spread.NONE;
        for (int i = 0; i < 50; i++) {
            spread = spread.with(100, 20);
        }
        for (int i = 0; i < 400; i++) {
            spread = spread.with(i % 2 == 0 ? 1 : Math.E, 20);
        }

        assertThat(spread.mean()).isBetween(0.4, 0.6);
        assertThat(Math.sqrt(spread.variance())).isBetween(0.45, 0.55);
    }

    @Test
    void raisesTheRateForSomeUpdatesAfterAChange() {
        OnDrift raise = new OnDrift(OnDrift.Action.RAISE_RATE, 3, 5);

        GuardState after = GuardState.NONE.acted(raise, 100);

        assertThat(after.rateFactor(raise, 101)).isEqualTo(3);
        assertThat(after.rateFactor(raise, 105)).isEqualTo(3);
        assertThat(after.rateFactor(raise, 106)).isEqualTo(1);
        assertThat(GuardState.NONE.rateFactor(raise, 1)).isEqualTo(1);
    }

    @Test
    void refusesAnActionThatNothingLeadsTo() {
        assertThatThrownBy(() -> new GuardSpec(Optional.empty(), Optional.empty(), OnDrift.RESTART_AVERAGE))
                .hasMessageContaining("expected drift or quarantine beside it");
        assertThatThrownBy(() -> new OnDrift(OnDrift.Action.RAISE_RATE, 0, 5)).hasMessageContaining("factor is 0");
        assertThatThrownBy(() -> new QuarantineSpec(0, 200)).hasMessageContaining("sigma is 0");
        assertThatThrownBy(() -> new Adwin(1, List.of())).hasMessageContaining("confidence is 1");
        assertThatThrownBy(() -> new PageHinkley(0, 0)).hasMessageContaining("threshold is 0");
    }

    /** Batches whose loss swings around a level. */
    private static final class Run {

        private final GuardSpec spec;
        private final List<Alarm> alarms = new ArrayList<>();
        private final List<Long> alarmedAt = new ArrayList<>();
        private final List<Outlier> outliers = new ArrayList<>();
        private GuardState state = GuardState.NONE;
        private long taken;

        Run(GuardSpec spec) {
            this.spec = spec;
        }

        Run batches(int count, double level) {
            for (int i = 0; i < count; i++) {
                take(new Figures(level * (i % 2 == 0 ? 0.9 : 1.1), level / 2, i % 3 == 0 ? 0.8 : 1));
            }
            return this;
        }

        Run take(Figures figures) {
            taken++;
            GuardState.Judged judged = state.judge(spec, figures);
            state = judged.after();
            judged.outlier().ifPresent(outliers::add);
            judged.alarm().ifPresent(alarm -> {
                alarms.add(alarm);
                alarmedAt.add(taken);
            });
            return this;
        }
    }
}
