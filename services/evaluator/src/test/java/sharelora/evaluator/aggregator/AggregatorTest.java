package sharelora.evaluator.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;
import static sharelora.evaluator.aggregator.AggregatorBench.failed;
import static sharelora.evaluator.aggregator.AggregatorBench.inOrder;
import static sharelora.evaluator.aggregator.AggregatorBench.measured;
import static sharelora.evaluator.aggregator.AggregatorBench.measuredBesideIncumbent;
import static sharelora.evaluator.aggregator.AggregatorBench.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.records.Codec;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Measurement;
import sharelora.schemas.Metric;

class AggregatorTest {

    private final AggregatorBench bench = new AggregatorBench();

    @Test
    void addsUpTheShardsOfACheckpoint() {
        // Given
        bench.answered(measured(task(50, 0)));
        bench.answered(measured(task(50, 1)));
        assertThat(bench.results).isEmpty();

        // When
        bench.answered(measured(task(50, 2)));

        // Then: records 3 and 7 of 10 are wrong
        EvalResult result = bench.results.getFirst();
        assertThat(result.getResultId()).isEqualTo("checkpoint-50/suite");
        assertThat(result.getCheckpoint()).isEqualTo("checkpoints/checkpoint-50");
        assertThat(result.getStatus()).isEqualTo(EvalStatus.COMPLETE);
        assertThat(result.getRevision()).isEqualTo(1);
        assertThat(result.getN()).isEqualTo(10);
        assertThat(result.getOf()).isEqualTo(10);
        assertThat(result.getFailure()).isNull();
        assertThat(result.getEngine()).isEqualTo("engine 0, engine 1");
        assertThat(value(result.getMetrics(), "accuracy")).isEqualTo(0.8);
        assertThat(value(result.getMetrics(), "loss")).isCloseTo(0.06, within(1e-12));
        assertThat(value(result.getStepZero(), "accuracy")).isEqualTo(0.4);
        assertThat(value(result.getLinearProbe(), "accuracy")).isEqualTo(1);
    }

    @Test
    void countsTheOthersWhereTheBaseCouldNotTakeARecord() {
        // Given
        bench.answered(measured(task(50, 0)));
        bench.answered(measured(task(50, 1)));
        EvalShard last = measured(task(50, 2));

        // When
        bench.answered(withoutItsFirst(last));

        // Then
        EvalResult result = bench.results.getFirst();
        assertThat(result.getStatus()).isEqualTo(EvalStatus.COMPLETE);
        assertThat(result.getN()).isEqualTo(9);
        assertThat(result.getOf()).isEqualTo(10);
        assertThat(bench.letters).isEmpty();
    }

    @Test
    void measurementsThatCannotBeAddedUpMakeAResultThatSaysSoAndStopNoOther() {
        // Given
        bench.answered(answering(measured(task(50, 0)), 2));
        bench.answered(measured(task(50, 1)));
        bench.answered(answering(measured(task(50, 2)), 0));

        // When
        for (int shard = 0; shard < AggregatorBench.SHARDS; shard++) {
            bench.answered(measured(task(60, shard)));
        }

        // Then
        assertThat(bench.results)
                .extracting(EvalResult::getStatus)
                .containsExactly(EvalStatus.FAILED, EvalStatus.COMPLETE);
        assertThat(bench.results.getFirst().getFailure()).startsWith("cannot be added up: ");
    }

    private static EvalShard withoutItsFirst(EvalShard shard) {
        List<Measurement> measurements = shard.getMeasurements().stream()
                .map(each -> Measurement.newBuilder(each)
                        .setPredictions(rest(each.getPredictions()))
                        .setLosses(rest(each.getLosses()))
                        .build())
                .toList();
        return EvalShard.newBuilder(shard)
                .setTargets(rest(shard.getTargets()))
                .setMeasurements(measurements)
                .setLeftOut(List.of(shard.getTask().getFrom()))
                .build();
    }

    private static <T> List<T> rest(List<T> all) {
        return all.subList(Math.min(1, all.size()), all.size());
    }

    /** The candidate answers so often; the first shard has more records than the last. */
    private static EvalShard answering(EvalShard shard, int times) {
        List<Measurement> measurements = new ArrayList<>(shard.getMeasurements());
        Measurement candidate = measurements.removeFirst();
        measurements.addAll(0, Collections.nCopies(times, candidate));
        return EvalShard.newBuilder(shard).setMeasurements(measurements).build();
    }

    @Test
    void setsTheCandidateBesideTheIncumbentRecordByRecord() {
        // Given
        bench.answered(measuredBesideIncumbent(task(50, 0)));
        bench.answered(measuredBesideIncumbent(task(50, 1)));

        // When
        bench.answered(measuredBesideIncumbent(task(50, 2)));

        // Then: the incumbent is wrong three times more often, once in each shard
        EvalResult result = bench.results.getFirst();
        assertThat(result.getIncumbentId()).isEqualTo("promoted");
        assertThat(value(result.getIncumbent(), "accuracy")).isEqualTo(0.5);
        assertThat(result.getDifferences().getFirst().getName()).isEqualTo("accuracy");
        assertThat(result.getDifferences().getFirst().getValue()).isCloseTo(0.3, within(1e-12));
        assertThat(result.getStepZeroDifferences().getFirst().getValue()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void saysWhatTheCheckpointLearnedFromAndWhereItIs() {
        // Given
        bench.answered(measuredBesideIncumbent(task(50, 0)));
        bench.answered(measuredBesideIncumbent(task(50, 1)));

        // When
        bench.answered(measuredBesideIncumbent(task(50, 2)));

        // Then
        Checkpoint checkpoint = EvaluatedStreams.checkpoint(50, 70);
        EvalResult result = bench.results.getFirst();
        assertThat(result.getLearnedFrom()).isEqualTo(checkpoint.getLearnedFrom());
        assertThat(result.getInputs()).isEqualTo(checkpoint.getInputs());
        assertThat(result.getMethod()).isEqualTo("share-a");
        assertThat(result.getAdapterSha256()).isEqualTo(checkpoint.getAdapterSha256());
        assertThat(result.getCheckpointUri()).isEqualTo("file:///blobs/checkpoints/checkpoint-50");
        assertThat(result.getCpuFeatures()).containsExactly("amd64");
        assertThat(result.getSeconds()).isEqualTo(3);
    }

    @Test
    void latestIsTheNewestStepsWhoeverFinishesLast() {
        // Given
        bench.answered(measured(task(50, 0)));
        bench.answered(measured(task(50, 1)));
        for (int shard = 0; shard < AggregatorBench.SHARDS; shard++) {
            bench.answered(measured(task(60, shard)));
        }

        // When
        bench.answered(measured(task(50, 2)));

        // Then
        assertThat(bench.results).extracting(EvalResult::getStep).containsExactly(60L, 50L);
        assertThat(bench.latest).containsOnlyKeys("job/holdout");
        assertThat(bench.latest.get("job/holdout").getStep()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void orderAndRepetitionOfShardsHaveNoInfluenceOnAnyByte(long seed) {
        // Given
        List<EvalShard> shards = new ArrayList<>();
        for (int shard = 0; shard < AggregatorBench.SHARDS; shard++) {
            for (int copies = 0; copies <= seed % 3; copies++) {
                shards.add(measured(task(50, shard)));
                shards.add(measured(task(60, shard)));
            }
        }
        Collections.shuffle(shards, new Random(seed));

        // When
        shards.forEach(bench::answered);

        // Then
        assertThat(bench.results).hasSize(2);
        for (EvalResult result : bench.results) {
            assertThat(Codec.encode(result)).isEqualTo(Codec.encode(inOrder(result.getStep())));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void publishesOnceWhereverItIsRestarted(int restartBefore) {
        // Given
        List<EvalShard> shards = List.of(
                measured(task(50, 2)),
                measured(task(60, 0)),
                measured(task(50, 0)),
                measured(task(50, 1)),
                measured(task(60, 1)),
                measured(task(60, 2)));

        // When
        for (int i = 0; i <= shards.size(); i++) {
            if (i == restartBefore) {
                bench.restart();
            }
            if (i < shards.size()) {
                bench.answered(shards.get(i));
            }
        }

        // Then
        assertThat(bench.results).containsExactly(inOrder(50), inOrder(60));
        assertThat(bench.committed()).isEqualTo(restartBefore == shards.size() ? 0 : shards.size());
    }

    @Test
    void commitsUpToItsOldestOpenResult() {
        // Given
        bench.answered(measured(task(50, 0)));
        bench.answered(measured(task(60, 0)));
        bench.answered(measured(task(60, 1)));

        // When
        bench.answered(measured(task(60, 2)));

        // Then
        assertThat(bench.results).hasSize(1);
        assertThat(bench.committed()).isZero();
    }

    @Test
    void failedShardMakesTheResultPartialAtOnce() {
        // Given
        bench.answered(measured(task(50, 0)));
        bench.answered(failed(task(50, 1), "checkpoint-missing: gone"));

        // When
        bench.answered(measured(task(50, 2)));

        // Then
        assertThat(bench.results.getFirst().getStatus()).isEqualTo(EvalStatus.PARTIAL);
        assertThat(bench.results.getFirst().getN()).isEqualTo(6);
        assertThat(bench.results.getFirst().getFailure()).isEqualTo("shard 1 of 3: checkpoint-missing: gone");
    }

    @Test
    void measuredShardCountsMoreThanAFailedOne() {
        // Given
        bench.answered(failed(task(50, 1), "checkpoint-missing: gone"));
        bench.answered(measured(task(50, 1)));
        bench.answered(measured(task(50, 0)));

        // When
        bench.answered(measured(task(50, 2)));

        // Then
        assertThat(bench.results).containsExactly(inOrder(50));
    }

    @Test
    void shardThatDoesNotFitIsBuried() {
        // Given
        EvalShard whole = measured(task(50, 0));
        EvalShard cut = EvalShard.newBuilder(whole)
                .setTargets(whole.getTargets().subList(0, 3))
                .build();

        // When
        bench.answered(cut);

        // Then
        assertThat(bench.letters)
                .extracting(DeadLetter::getStage, DeadLetter::getReason, DeadLetter::getDetail)
                .containsExactly(tuple(
                        "aggregator",
                        "does-not-fit",
                        "shard 0 has 3 targets and [4, 4, 4] predictions, expected 4 each"));
        assertThat(bench.committed()).isEqualTo(1);
    }

    @Test
    void unreadableShardIsBuried() {
        // When
        bench.accept(new byte[] {1, 2, 3});

        // Then
        assertThat(bench.letters).extracting(DeadLetter::getReason).containsExactly("unreadable");
        assertThat(bench.committed()).isEqualTo(1);
    }

    private static double value(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
