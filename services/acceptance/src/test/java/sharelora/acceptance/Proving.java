package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.acceptance.guarantee.Guarantee;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.guarantee.TrialOutcome;
import sharelora.acceptance.site.Installation;

/** Puts guarantees to the test in one installation for all, at the scale of every build. */
final class Proving {

    private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

    /** Another one in every build; {@code -Dsharelora.seed=N} repeats one. */
    private static final long SEED = Long.getLong("sharelora.seed", System.nanoTime() % 1_000_000);

    private Proving() {}

    static Installation installation() {
        return Shared.INSTALLATION;
    }

    static void holds(Guarantee guarantee) {
        TrialOutcome verdict = verdict(guarantee, guarantee.name().toLowerCase(Locale.ROOT), Scale.quick());
        assertThat(verdict.broken()).as("%s, seed %d", guarantee.name(), SEED).isEmpty();
        assertThat(verdict.faults()).as("faults").isPositive();
        assertThat(verdict.records()).as("records").isPositive();
    }

    /** The trial itself can fail: this is something weaker than what is promised, and it has to be noticed. */
    static void fails(Guarantee weakened, Scale scale, String noticed) {
        TrialOutcome verdict = verdict(weakened, "weak-" + weakened.name().toLowerCase(Locale.ROOT), scale);
        assertThat(verdict.broken())
                .as("%s weakened, seed %d", weakened.name(), SEED)
                .anyMatch(broken -> broken.startsWith(noticed));
    }

    private static TrialOutcome verdict(Guarantee guarantee, String run, Scale scale) {
        LOG.warn("guarantee={} seed={}", guarantee.name(), SEED);
        return guarantee.test(installation(), run, scale, new Random(SEED));
    }

    private static final class Shared {

        private static final Installation INSTALLATION = start();

        private static Installation start() {
            try {
                Path folder =
                        Files.createTempDirectory(Path.of("target"), "proving-").toAbsolutePath();
                return Installation.start(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
