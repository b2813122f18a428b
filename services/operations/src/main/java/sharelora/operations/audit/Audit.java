package sharelora.operations.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.topics.Onlooker;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.KeptState;
import sharelora.schemas.Promotion;
import sharelora.schemas.Suite;
import sharelora.schemas.Topics;

/** Walks all that a job has stored and told, and holds it against each other. Reads only; the job may be running. */
public final class Audit {

    /** A flagged state waits so long for its checkpoint at the most, or nobody makes it. */
    private static final Duration ANNOUNCED_BY_NOW = Duration.ofMinutes(1);

    /**
     * What was found.
     *
     * @param looked what there was to look at, one line a kind
     * @param unread records that could not be read, and so were held against nothing
     * @param lost input that was removed before it was read, so that nobody has learned it
     * @param wrong what is not as promised; none: all is well
     */
    public record Report(
            List<String> looked, List<String> remarks, List<String> unread, List<String> lost, List<String> wrong) {

        /** What came of it, in words. */
        public String verdict() {
            if (!wrong.isEmpty()) {
                return wrong.size() + (wrong.size() == 1 ? " finding" : " findings");
            }
            if (!lost.isEmpty()) {
                return "what is there is right, and input was lost";
            }
            return unread.isEmpty() ? "all is well" : "what could be read is right";
        }
    }

    private final KafkaSettings kafka;
    private final BlobStore blobs;
    private final Job job;
    private final AuditFindings findings = new AuditFindings();

    private Audit(KafkaSettings kafka, BlobStore blobs, Job job) {
        this.kafka = kafka;
        this.blobs = blobs;
        this.job = job;
    }

    /** All of that job. */
    public static Report of(KafkaSettings kafka, BlobStore blobs, Job job) {
        return new Audit(kafka, blobs, job).report();
    }

    private Report report() {
        folder("base " + job.getBase(), BlobNames.model(job.getBase()), job.getBaseSha256());
        Optional.ofNullable(job.getFrom())
                .ifPresent(from ->
                        folder("adapter " + from.getName(), BlobNames.adapter(from.getName()), from.getSha256()));
        job.getSuites().forEach(this::suite);
        new InputAudit(kafka, job.getStream(), findings).check();
        Optional<AdapterSnapshot> manifest = manifest();
        if (manifest.isEmpty()) {
            findings.remark("no snapshot yet");
            return report(List.of());
        }
        return walk(manifest.get());
    }

    private Report walk(AdapterSnapshot manifest) {
        Steps steps = Steps.read(kafka, job.getJobId(), manifest.getStep());
        StepsAudit told = new StepsAudit(kafka, manifest, steps, findings);
        told.numbers();
        told.replayed();
        StepsAudit.Batches batches = told.batches();
        int changes = new ChangesAudit(kafka, manifest, steps, findings).check();
        Learned learned = new Learned(manifest, steps, findings);
        StatesAudit states = new StatesAudit(blobs, manifest, learned, findings);
        if (job.getState() == JobState.DELETED) {
            findings.remark("the job is deleted: its states need not be there");
        } else {
            states.check(() -> manifest().orElse(manifest));
        }
        Checkpoints read = Checkpoints.of(job.getJobId(), kafka);
        List<Checkpoint> announced = read.all();
        Onlooker onlooker = Onlooker.of(kafka);
        Optional<Promotion> promoted =
                Optional.ofNullable(onlooker.table(Topics.PROMOTIONS).get(job.getJobId()));
        read.unread().forEach(findings::unread);
        onlooker.unread().forEach(findings::unread);
        CheckpointsAudit checkpoints =
                new CheckpointsAudit(blobs, learned, read.unread().isEmpty(), findings);
        int whole = checkpoints.check(announced, job, promoted.map(Promotion::getCheckpointId));
        if (read.unread().isEmpty()) {
            unannounced(manifest, announced);
        }
        return report(List.of(
                manifest.getKept().size() + " states, the newest of step " + manifest.getStep(),
                whole + " of " + announced.size() + " announced checkpoints are kept",
                steps.all().size() + " steps told of" + (steps.complete() ? "" : ", older ones are gone"),
                batches.all() + " token batches in the log up to offset "
                        + manifest.getNewest().getNextOffset() + ", " + batches.heldBack() + " held back as outliers",
                changes + " changes of the stream told of"));
    }

    private Report report(List<String> looked) {
        return new Report(looked, findings.remarks(), findings.unread(), findings.lost(), findings.wrong());
    }

    private Optional<AdapterSnapshot> manifest() {
        return Optional.ofNullable(
                TopicTable.read(kafka, Topics.ADAPTER_SNAPSHOTS).get(job.getJobId()));
    }

    private void unannounced(AdapterSnapshot manifest, List<Checkpoint> announced) {
        for (KeptState state : manifest.getKept()) {
            boolean known = announced.stream()
                    .anyMatch(each ->
                            each.getStateSha256().equals(state.getSha256()) && each.getStep() == state.getStep());
            if (state.getCheckpoint() && !known) {
                String what =
                        "the state of step " + state.getStep() + " is flagged and no checkpoint of it is announced";
                boolean soon = manifest.getTakenAt().isAfter(Instant.now().minus(ANNOUNCED_BY_NOW));
                if (soon) {
                    findings.remark(what + " yet");
                } else {
                    findings.wrong(what);
                }
            }
        }
    }

    private void suite(Suite suite) {
        String key = BlobNames.suite(suite.getSha256());
        try {
            String found = Sha256.of(blobs.fetch(key));
            if (!found.equals(suite.getSha256())) {
                findings.wrong("suite " + suite.getName() + ": blob " + key + " has SHA-256 " + found);
            }
        } catch (BlobMissingException e) {
            findings.wrong("suite " + suite.getName() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void folder(String what, String prefix, String sha256) {
        try {
            BlobFolder.fetch(blobs, prefix, sha256);
        } catch (BlobMissingException | BlobDamagedException e) {
            findings.wrong(what + ": " + e.getMessage());
        }
    }
}
