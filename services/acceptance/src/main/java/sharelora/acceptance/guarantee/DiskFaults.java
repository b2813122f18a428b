package sharelora.acceptance.guarantee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.SmallDisk;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;

/**
 * A trainer whose newest state is damaged goes on from an older state and restores the damaged one, and publishes no step
 * twice. A trainer whose disk is full reports that, waits, and goes on when there is room. Both end with the bits of a
 * trainer that met no fault.
 */
public final class DiskFaults implements Guarantee {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFaults.class);
    private static final int DISK_MEBIBYTES = 8;

    private final Consumer<String> afterDeath;

    /** The trial of the guarantee as it is promised. */
    public DiskFaults() {
        this(job -> {});
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param afterDeath called with the job's id while no trainer runs; it weakens the guarantee
     */
    public DiskFaults(Consumer<String> afterDeath) {
        this.afterDeath = afterDeath;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        TrialFindings findings = new TrialFindings();
        Trial damaged = new Trial(installation, findings, "damage-" + run);
        damaged.prepare(scale.records());
        for (int i = 0; i < Math.max(1, scale.kills() / 2); i++) {
            damaged.damageTheNewest(random);
            afterDeath.accept(damaged.job);
        }
        damaged.finish();
        Path folder = installation.folder().resolve("small-disk-" + run);
        Optional<SmallDisk> disk = SmallDisk.mount(folder, DISK_MEBIBYTES);
        if (disk.isEmpty()) {
            LOG.warn("a full disk is not tried: mounting a small one needs root");
            return findings.verdict(scale.records());
        }
        try (SmallDisk small = disk.get()) {
            Trial full = new Trial(installation.withBlobs(small.folder()), findings, "full-" + run);
            full.runOutOfRoom(small, scale.records());
            full.finish();
        }
        return findings.verdict(2L * scale.records());
    }

    private static final class Trial {

        private final Installation installation;
        private final TrialFindings findings;
        private final TopicHistory history;
        private final String job;
        private final String twin;

        Trial(Installation installation, TrialFindings findings, String job) {
            this.installation = installation;
            this.findings = findings;
            this.history = TopicHistory.of(installation.kafka());
            this.job = job;
            this.twin = job + "-twin";
        }

        void prepare(int records) {
            installation.submit(Jobs.file(job, job, 0));
            feed(0, records);
        }

        /** Starts a trainer, kills it after a few steps and changes one byte of its newest state. */
        void damageTheNewest(Random random) {
            Child trainer = life();
            awaitSteps(1 + random.nextInt(2 * Jobs.CHECKPOINT_EVERY));
            trainer.kill();
            KeptState newest = history.manifest(job).orElseThrow().getNewest();
            Path blob = blob(newest);
            flip(blob, random);
            findings.fault();
            Child next = life();
            awaitSteps(1);
            findings.expectEqual("the damaged state of step " + newest.getStep(), sha256(blob), newest.getSha256());
            next.kill();
            findings.fault();
        }

        void runOutOfRoom(SmallDisk disk, int records) {
            prepare(records / 2);
            Child trainer = life();
            awaitSteps(1);
            disk.fill();
            findings.fault();
            feed(records / 2, records);
            Await.until(
                    "the trainer says that there is no room",
                    () -> trainer.unready()
                            .filter(reason -> reason.contains("no room left"))
                            .isPresent());
            long stuck = history.step(job);
            findings.expect("the trainer lives on", trainer.alive());
            disk.free();
            Await.until("the trainer goes on after step " + stuck, () -> history.step(job) > stuck);
            Await.until("the trainer is ready again", () -> trainer.unready().isEmpty());
            trainer.terminate();
            findings.expectEqual("exit code when told to stop", trainer.exit(Installation.PATIENCE), 0);
        }

        void finish() {
            installation.drain("trainer", "--job", job);
            installation.submit(Jobs.file(twin, job, 0));
            installation.drain("trainer", "--job", twin);
            AdapterSnapshot one = history.manifest(job).orElseThrow();
            AdapterSnapshot other = history.manifest(twin).orElseThrow();
            findings.expectEqual("step of " + job, one.getStep(), other.getStep());
            findings.expectEqual(
                    "state of " + job,
                    one.getNewest().getSha256(),
                    other.getNewest().getSha256());
            findings.expectSame("train-steps of " + job, history.steps(job), history.steps(twin));
        }

        private void feed(int from, int to) {
            installation.feed(job, from, to);
            installation.drain("tokenizer", "--stream", job);
        }

        private Child life() {
            findings.restart();
            return installation.stage("trainer", "--job", job);
        }

        private void awaitSteps(int more) {
            long target = Math.max(0, history.step(job)) + more;
            Await.until(job + " takes step " + target, () -> history.step(job) >= target);
        }

        private Path blob(KeptState state) {
            return installation.blobFolder().resolve(BlobNames.state(job, state));
        }

        private static void flip(Path file, Random random) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                bytes[random.nextInt(bytes.length)] ^= 1;
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String sha256(Path file) {
            try {
                return Sha256.of(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
