package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.schemas.AdapterSnapshot;

/** Same stream and same settings: same bits, however many threads learned and however often they were stopped. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EqualJobsEndEqualIT {

    private final CommandTestBed bed = CommandTestBed.shared();

    @Test
    void twoJobsOfOneStreamAndOneSeedEndWithTheSameStateAndAnotherSeedDoesNot() {
        // Given
        bed.submit(job("steady", 7));
        bed.submit(job("halting", 7));
        bed.submit(job("other-seed", 8));
        bed.feed("equal", Texts.lines(0, 70));
        bed.tokenize("equal");
        bed.train("halting", 2);
        long stepOfTheStop = bed.snapshot("halting").getStep();
        bed.feed("equal", Texts.lines(70, 140));
        bed.tokenize("equal");

        // When
        bed.train("steady", 1);
        bed.train("halting", 2);
        bed.train("other-seed", 2);

        // Then
        AdapterSnapshot steady = bed.snapshot("steady");
        AdapterSnapshot halting = bed.snapshot("halting");
        AdapterSnapshot otherSeed = bed.snapshot("other-seed");
        assertThat(stepOfTheStop).isPositive().isLessThan(steady.getStep());
        assertThat(halting.getStep()).isEqualTo(steady.getStep()).isEqualTo(otherSeed.getStep());
        assertThat(halting.getRecords()).isEqualTo(steady.getRecords()).isEqualTo(otherSeed.getRecords());
        assertThat(halting.getNewest().getSha256())
                .isEqualTo(steady.getNewest().getSha256())
                .isNotEqualTo(otherSeed.getNewest().getSha256());
    }

    private static String job(String name, int seed) {
        return """
                job: %s
                base: minilm
                stream: {name: equal, labels: [cooking, weather], batch: {records: 16}}
                adapter: {dropout: 0.1}
                training: {seed: %d, baseDropout: true}
                """.formatted(name, seed);
    }
}
