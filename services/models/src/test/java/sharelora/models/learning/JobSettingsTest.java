package sharelora.models.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Arithmetic.Part;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;
import sharelora.engine.training.AverageSpec;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Job;
import sharelora.schemas.TrainingSettings;

class JobSettingsTest {

    @Test
    void takesEverySettingOver() {
        JobSettings settings = JobSettings.of(TrainingJobs.job("a").build());

        assertThat(settings.id()).isEqualTo("a");
        assertThat(settings.stream()).isEqualTo("tickets");
        assertThat(settings.adapter())
                .isEqualTo(new LowRankSpec(LowRankMethod.SHARE_A, 2, 4, 0.1, List.of("query", "value")));
        assertThat(settings.head()).isEqualTo(HeadSpec.MEAN);
        assertThat(settings.training()).isEqualTo(new TrainingSpec(1e-2, Schedule.constant(2), 0.01, 1, 7, 2, true));
        assertThat(settings.cadence()).isEqualTo(SnapshotCadence.of(4, 10));
        assertThat(settings.start()).isEqualTo("earliest");
    }

    @Test
    void sharesWhereTheJobNamesTargetsAndElseEverywhere() {
        AdapterSettings named = AdapterSettings.newBuilder(TrainingJobs.job("a").getAdapter())
                .setShare(List.of("value"))
                .build();

        JobSettings settings =
                JobSettings.of(TrainingJobs.job("a").setAdapter(named).build());

        assertThat(lowRank(settings).share()).containsExactly("value");
        assertThat(lowRank(JobSettings.of(TrainingJobs.job("a").build())).share())
                .containsExactly("query", "value");
    }

    @Test
    void takesTheVariantFromTheJob() {
        AdapterSettings settings = AdapterSettings.newBuilder(
                        TrainingJobs.job("a").getAdapter())
                .setRankStabilized(true)
                .setRateRatioB(16)
                .setFrozenA(true)
                .build();

        JobSettings job =
                JobSettings.of(TrainingJobs.job("a").setAdapter(settings).build());

        assertThat(lowRank(job).variant()).isEqualTo(new Variant(true, 16, true));
        assertThat(lowRank(JobSettings.of(TrainingJobs.job("a").build())).variant())
                .isEqualTo(Variant.PLAIN);
    }

    @Test
    void namesAnOptionThatTheMethodDoesNotKnow() {
        AdapterSettings settings = AdapterSettings.newBuilder(
                        TrainingJobs.job("a").getAdapter())
                .setOptions(Map.of("warmth", "3"))
                .build();
        Job job = TrainingJobs.job("a").setAdapter(settings).build();

        assertThatThrownBy(() -> JobSettings.of(job))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: options are [warmth], but the method share-a does not know [warmth]");
    }

    private static LowRankSpec lowRank(JobSettings job) {
        return (LowRankSpec) job.adapter();
    }

    @Test
    void clipsNothingWhereTheNormIsZero() {
        TrainingSettings unclipped = TrainingSettings.newBuilder()
                .setLearningRate(1e-2)
                .setSchedule("constant")
                .setWarmupSteps(2)
                .setWeightDecay(0.01)
                .setClipNorm(0.0)
                .setSeed(7L)
                .setGradientShards(2)
                .setBaseDropout(true)
                .build();

        JobSettings settings =
                JobSettings.of(TrainingJobs.job("a").setTraining(unclipped).build());

        assertThat(settings.training().clipNorm()).isGreaterThan(1e30);
    }

    @Test
    void takesThePrecisionFromTheJobAndNamesOneThatIsNone() {
        // Given
        Job halves = inPrecision("bfloat16");
        Job quarters = inPrecision("float8");

        // When
        JobSettings settings = JobSettings.of(halves);

        // Then
        assertThat(settings.arithmetic()).isEqualTo(Arithmetic.of(Precision.BFLOAT16));
        assertThat(JobSettings.of(TrainingJobs.job("a").build()).arithmetic()).isEqualTo(Arithmetic.FLOAT32);
        assertThatThrownBy(() -> JobSettings.of(quarters))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: precision is float8, expected one of float32, bfloat16, int8, nf4");
    }

    @Test
    void takesTheBasesMemoryFromTheJobAndRefusesItWherePrecisionHasNone() {
        // Given
        Job small = inMemory("small", "int8");
        Job wrong = inMemory("small", "float32");

        // When
        JobSettings settings = JobSettings.of(small);

        // Then
        assertThat(settings.arithmetic().memory()).isEqualTo(BaseMemory.SMALL);
        assertThat(JobSettings.of(TrainingJobs.job("a").build()).arithmetic().memory())
                .isEqualTo(BaseMemory.FAST);
        assertThatThrownBy(() -> JobSettings.of(wrong))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: baseMemory is small, but precision is float32, expected int8 or nf4");
    }

    private static Job inMemory(String memory, String precision) {
        Job job = inPrecision(precision);
        return Job.newBuilder(job)
                .setTraining(TrainingSettings.newBuilder(job.getTraining())
                        .setBaseMemory(memory)
                        .build())
                .build();
    }

    @Test
    void takesTheAverageFromTheJobAndNamesOneThatIsNone() {
        // Given
        Job averaged = TrainingJobs.job("a")
                .setAverage(new AverageSettings(0.99, "fast"))
                .build();
        Job still = TrainingJobs.job("a")
                .setAverage(new AverageSettings(1.0, "slow"))
                .build();

        // When
        JobSettings settings = JobSettings.of(averaged);

        // Then
        assertThat(settings.training().average()).contains(new AverageSpec(0.99, AverageSpec.Copy.FAST));
        assertThat(JobSettings.of(TrainingJobs.job("a").build()).training().average())
                .isEmpty();
        assertThatThrownBy(() -> JobSettings.of(still))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: decay is 1.0, expected a number above 0, below 1");
    }

    @Test
    void takesWhatIsRoundedFromTheJobAndRefusesItWithoutInt8() {
        // Given
        Job.Builder job = TrainingJobs.job("a");
        TrainingSettings.Builder rounded = TrainingSettings.newBuilder(job.getTraining())
                .setPrecision("int8")
                .setQuantise(List.of("layers", "head"))
                .setOutliers(6);
        Job float32 = TrainingJobs.job("a")
                .setTraining(TrainingSettings.newBuilder(job.getTraining())
                        .setOutliers(6)
                        .build())
                .build();

        // When
        Arithmetic arithmetic =
                JobSettings.of(job.setTraining(rounded.build()).build()).arithmetic();

        // Then
        assertThat(arithmetic)
                .isEqualTo(new Arithmetic(Precision.INT8, Set.of(Part.HEAD, Part.LAYERS), 6))
                .hasToString(new Arithmetic(Precision.INT8, Set.of(Part.LAYERS, Part.HEAD), 6).toString());
        assertThatThrownBy(() -> JobSettings.of(float32))
                .isInstanceOf(FatalException.class)
                .hasMessage("job a: quantise or outliers with precision float32, expected them with int8 alone");
    }

    @Test
    void namesTheJobAndTheSettingThatTheEngineRefuses() {
        AdapterSettings unknown = AdapterSettings.newBuilder()
                .setMethod("share-c")
                .setRank(2)
                .setAlpha(4.0)
                .setDropout(0.1)
                .setTargets(List.of("query"))
                .build();

        assertThatThrownBy(() ->
                        JobSettings.of(TrainingJobs.job("a").setAdapter(unknown).build()))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("job a: method is share-c, expected one of lora");
    }

    private static Job inPrecision(String precision) {
        Job.Builder job = TrainingJobs.job("a");
        return job.setTraining(TrainingSettings.newBuilder(job.getTraining())
                        .setPrecision(precision)
                        .build())
                .build();
    }

    @Test
    void areTheSameHoweverOftenAnOperatorAskedToTryAgain() {
        Job job = TrainingJobs.job("a").build();

        JobSettings retried = JobSettings.of(Job.newBuilder(job).setRetries(3).build());

        assertThat(retried).isEqualTo(JobSettings.of(job));
    }
}
