package sharelora.operations.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.TrainingJobs;
import sharelora.schemas.Job;
import sharelora.schemas.TrainingSettings;

class ReplayAgeTest {

    private static final String AGE = "replay.maxAge";
    private static final Map<String, String> OPEN =
            Map.of("replay.fraction", "0.25", "replay.size", "1000", "replay.keep", "reservoir");

    @Test
    void isThatOfRetentionWhereNobodySaysAnother() {
        // When
        Job job = new ReplayAge(5_000).fixed(asked(OPEN), Optional.empty()).job();

        // Then
        assertThat(job.getTraining().getOptions()).containsEntry(AGE, "5000");
    }

    @Test
    void staysWhereRetentionHasChangedSince() {
        // Given
        Job stored = new ReplayAge(5_000).fixed(asked(OPEN), Optional.empty()).job();

        // When
        Job again = new ReplayAge(9_000).fixed(asked(OPEN), Optional.of(stored)).job();

        // Then
        assertThat(again).isEqualTo(stored);
    }

    @Test
    void isThatOfTheFileWhereItSaysOne() {
        // Given
        Map<String, String> options = new HashMap<>(OPEN);
        options.put(AGE, "70");

        // When
        Job job = new ReplayAge(5_000).fixed(asked(options), Optional.empty()).job();

        // Then
        assertThat(job.getTraining().getOptions()).containsEntry(AGE, "70");
    }

    @Test
    void aJobThatReplaysNothingStaysAsItIs() {
        // When
        AskedJob fixed = new ReplayAge(5_000).fixed(asked(Map.of()), Optional.empty());

        // Then
        assertThat(fixed).isEqualTo(asked(Map.of()));
    }

    private static AskedJob asked(Map<String, String> options) {
        Job job = TrainingJobs.job("j").build();
        TrainingSettings training = TrainingSettings.newBuilder(job.getTraining())
                .setOptions(options)
                .build();
        return new AskedJob(null, Job.newBuilder(job).setTraining(training).build());
    }
}
