package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.adapter.Method;
import sharelora.engine.training.Head;
import sharelora.engine.training.TrainingSpec;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.TrainingSettings;

class JobSettingsTest {

    @Test
    void takesEverySettingOver() {
        JobSettings settings = JobSettings.of(Jobs.job("a").build());

        assertThat(settings.id()).isEqualTo("a");
        assertThat(settings.stream()).isEqualTo("tickets");
        assertThat(settings.adapter()).isEqualTo(new AdapterSpec(Method.SHARE_A, 2, 4, 0.1, List.of("query", "value")));
        assertThat(settings.head()).isEqualTo(Head.MEAN);
        assertThat(settings.training()).isEqualTo(new TrainingSpec(1e-2, "constant", 2, 0.01, 1, 7, 2, true));
        assertThat(settings.cadence()).isEqualTo(Cadence.of(4, 10));
        assertThat(settings.start()).isEqualTo("earliest");
    }

    @Test
    void clipsNothingWhereTheNormIsZero() {
        TrainingSettings unclipped = new TrainingSettings(1e-2, "constant", 2, 0.01, 0.0, 7L, 2, true);

        JobSettings settings =
                JobSettings.of(Jobs.job("a").setTraining(unclipped).build());

        assertThat(settings.training().clipNorm()).isGreaterThan(1e30);
    }

    @Test
    void namesTheJobAndTheSettingThatTheEngineRefuses() {
        AdapterSettings unknown = new AdapterSettings("share-c", 2, 4.0, 0.1, List.of("query"));

        assertThatThrownBy(
                        () -> JobSettings.of(Jobs.job("a").setAdapter(unknown).build()))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("job a: method is share-c, expected one of lora");
    }
}
