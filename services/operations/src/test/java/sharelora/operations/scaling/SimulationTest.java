package sharelora.operations.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

    /** Twenty checkpoints of one job, four tasks of a second each. */
    private static final Backlog ONE_JOB = new Backlog(List.of(Collections.nCopies(20, List.of(1.0, 1.0, 1.0, 1.0))));

    @Test
    void oneWorkerTakesTheSumOfAllTasks() {
        assertThat(Simulation.seconds(ONE_JOB, 1, 2, 0)).isEqualTo(80);
    }

    @Test
    void workersShareTheWorkUntilTheReleasedTasksRunOut() {
        assertThat(Simulation.seconds(ONE_JOB, 2, 2, 0)).isEqualTo(40);
        assertThat(Simulation.seconds(ONE_JOB, 8, 2, 0)).isEqualTo(10);
        assertThat(Simulation.seconds(ONE_JOB, 64, 2, 0)).isEqualTo(10);
        assertThat(ONE_JOB.mostOpen(2)).isEqualTo(8);
    }

    @Test
    void turnsThatTakeTimeBendTheCurveEarlier() {
        double few = Simulation.seconds(ONE_JOB, 2, 2, 0.3);
        double many = Simulation.seconds(ONE_JOB, 8, 2, 0.3);

        assertThat(few).isLessThan(42);
        assertThat(many).isCloseTo(10 * 1.3 - 0.3, within(1e-9));
    }

    @Test
    void jobsAddUp() {
        Backlog jobs = new Backlog(Collections.nCopies(8, Collections.nCopies(20, List.of(1.0, 1.0, 1.0, 1.0))));

        assertThat(Simulation.seconds(jobs, 64, 2, 0)).isEqualTo(10);
        assertThat(jobs.mostOpen(2)).isEqualTo(64);
    }

    @Test
    void slowestTaskIsTheLeastThatItTakes() {
        Backlog uneven = new Backlog(List.of(List.of(List.of(5.0, 1.0, 1.0, 1.0))));

        assertThat(Simulation.seconds(uneven, 64, 2, 0)).isEqualTo(5);
    }
}
