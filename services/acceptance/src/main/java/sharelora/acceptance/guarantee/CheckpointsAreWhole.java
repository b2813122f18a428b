package sharelora.acceptance.guarantee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.failure.CrashPoint;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Topics;

/**
 * A checkpointer that is killed again and again announces each flagged state once and in order. Each folder is whole and
 * equals that of the twin. The checkpointer keeps as many checkpoints as the job says, and in time it deletes the
 * incomplete folders that the kills have left.
 */
public final class CheckpointsAreWhole implements Guarantee {

    private static final int MOST_HITS = 8;

    private final Consumer<List<Path>> beforeTheLook;

    /** The trial of the guarantee as it is promised. */
    public CheckpointsAreWhole() {
        this(folders -> {});
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param beforeTheLook changes the folders of the announced checkpoints before they are checked
     */
    public CheckpointsAreWhole(Consumer<List<Path>> beforeTheLook) {
        this.beforeTheLook = beforeTheLook;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        trial.prepare(scale.records() / 2);
        if (scale.kills() > 0) {
            List.of(CrashPoint.values()).forEach(trial::dieAt);
        }
        for (int i = 0; i < scale.kills(); i++) {
            trial.kill();
        }
        return trial.finish(beforeTheLook);
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TopicHistory history;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final String shaken;
        private final String calm;
        private Path oldHalf;
        private Path newHalf;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.history = TopicHistory.of(installation.kafka());
            this.stream = "whole-" + run;
            this.shaken = "shaken-" + run;
            this.calm = "calm-" + run;
        }

        void prepare(int records) {
            installation.submit(Jobs.file(shaken, stream, 0));
            installation.feed(stream, 0, records);
            installation.drain("tokenizer", "--stream", stream);
            installation.drain("trainer", "--job", shaken);
        }

        void dieAt(CrashPoint point) {
            boolean aFile = point == CrashPoint.BLOB_WRITTEN || point == CrashPoint.BLOB_RENAMED;
            int hits = 1 + random.nextInt(aFile ? MOST_HITS : 1);
            Child checkpointer = life("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":" + hits);
            int exit = checkpointer.exit(Installation.PATIENCE);
            findings.fault();
            findings.expectEqual("exit code at " + point.id() + ":" + hits, exit, CrashPoint.EXIT);
        }

        void kill() {
            Child checkpointer = life();
            Await.pause(Duration.ofMillis(1_500 + random.nextInt(4_000)));
            checkpointer.kill();
            findings.fault();
        }

        TrialOutcome finish(Consumer<List<Path>> beforeTheLook) {
            oldHalf = half("0", Instant.now().minus(Duration.ofDays(2)));
            newHalf = half("1", Instant.now());
            installation.drain("checkpointer");
            installation.submit(Jobs.file(calm, stream, 0));
            installation.drain("trainer", "--job", calm);
            installation.drain("checkpointer");
            List<Checkpoint> announced = announced(shaken);
            beforeTheLook.accept(announced.stream().map(this::folder).toList());
            expectEachFlaggedStateOnce(announced);
            expectWholeFolders(announced);
            findings.expectSame("checkpoints", described(announced), described(announced(calm)));
            findings.expect("a half folder of two days ago is collected: " + oldHalf, !Files.exists(oldHalf));
            findings.expect("a half folder of now is left alone: " + newHalf, Files.exists(newHalf));
            return findings.verdict(announced.getLast().getRecords());
        }

        private void expectEachFlaggedStateOnce(List<Checkpoint> announced) {
            long last = history.manifest(shaken).orElseThrow().getStep();
            findings.expectSame(
                    "steps", announced.stream().map(Checkpoint::getStep).toList(), Jobs.flaggedSteps(last));
            for (int i = 1; i < announced.size(); i++) {
                findings.expectEqual(
                        "parent of step " + announced.get(i).getStep(),
                        announced.get(i).getParent(),
                        announced.get(i - 1).getCheckpointId());
            }
        }

        /** Checks that step 0, the newest and as many others as the job keeps are there, and nothing of any other. */
        private void expectWholeFolders(List<Checkpoint> announced) {
            int gone = announced.size() - 2 - Jobs.KEPT_CHECKPOINTS;
            for (int i = 0; i < announced.size(); i++) {
                Checkpoint checkpoint = announced.get(i);
                boolean kept = i == 0 || i > gone;
                Optional<String> damage = damage(checkpoint);
                if (kept) {
                    damage.ifPresent(findings::broken);
                } else {
                    findings.expect("step " + checkpoint.getStep() + " is not kept", !Files.exists(folder(checkpoint)));
                }
            }
        }

        private Optional<String> damage(Checkpoint checkpoint) {
            try {
                Path folder =
                        BlobFolder.fetch(installation.blobs(), BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
                PeftFolder.read(folder);
                return Optional.empty();
            } catch (BlobMissingException | BlobDamagedException | ModelFormatException e) {
                return Optional.of("checkpoint of step " + checkpoint.getStep() + ": " + e.getMessage());
            }
        }

        /** Checks the order. A drain announces the last checkpoint once more, as the final one, if it was announced before. */
        private List<Checkpoint> announced(String job) {
            List<Checkpoint> announced = new ArrayList<>();
            for (Checkpoint checkpoint : history.all(Topics.CHECKPOINTS)) {
                if (checkpoint.getJobId().equals(job)) {
                    boolean again = checkpoint.getFinal$()
                            && !announced.isEmpty()
                            && announced.getLast().getCheckpointId().equals(checkpoint.getCheckpointId());
                    if (again) {
                        announced.removeLast();
                    }
                    announced.add(checkpoint);
                }
            }
            return announced;
        }

        private static List<String> described(List<Checkpoint> checkpoints) {
            return checkpoints.stream()
                    .map(checkpoint -> checkpoint.getStep() + " " + checkpoint.getStateSha256() + " "
                            + checkpoint.getAdapterSha256() + " " + checkpoint.getFinal$())
                    .toList();
        }

        private Path folder(Checkpoint checkpoint) {
            return installation.blobFolder().resolve(BlobNames.CHECKPOINTS).resolve(checkpoint.getCheckpointId());
        }

        /** Makes a folder as a kill during its writing leaves it: with a file, but without a manifest. */
        private Path half(String digit, Instant at) {
            try {
                Path folder =
                        installation.blobFolder().resolve(BlobNames.CHECKPOINTS).resolve(digit.repeat(64));
                Files.createDirectories(folder);
                Path file = Files.writeString(folder.resolve("adapter_config.json"), "{}");
                Files.setLastModifiedTime(file, FileTime.from(at));
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Child life(String... options) {
            findings.restart();
            return installation.stage(List.of(options), "checkpointer");
        }
    }
}
