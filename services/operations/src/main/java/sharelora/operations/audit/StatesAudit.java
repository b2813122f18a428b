package sharelora.operations.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.training.OtherStateFormatException;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;

/** Whether every state that a manifest lists is there, and is what it says. */
final class StatesAudit {

    private final BlobStore blobs;
    private final Learned learned;
    private final AuditFindings findings;

    StatesAudit(BlobStore blobs, Learned learned, AuditFindings findings) {
        this.blobs = blobs;
        this.learned = learned;
        this.findings = findings;
    }

    /**
     * All of them.
     *
     * @param now the newest manifest, asked where a state is gone: a job that runs has another by then
     */
    void check(AdapterSnapshot manifest, Supplier<AdapterSnapshot> now) {
        for (KeptState state : manifest.getKept()) {
            String key = BlobNames.state(manifest.getJobId(), state);
            try {
                check(state, key, blobs.fetch(key));
            } catch (BlobMissingException e) {
                if (now.get().getKept().contains(state)) {
                    findings.wrong("state of step " + state.getStep() + ": " + e.getMessage());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void check(KeptState kept, String key, Path file) throws IOException {
        String found = Sha256.of(file);
        if (!found.equals(kept.getSha256()) || Files.size(file) != kept.getBytes()) {
            findings.wrong("state of step " + kept.getStep() + ": blob " + key + " has SHA-256 " + found + " and "
                    + Files.size(file) + " bytes, expected " + kept.getSha256() + " and " + kept.getBytes());
            return;
        }
        try {
            TrainingState state = StateFile.read(file);
            if (state.progress().step() != kept.getStep() || state.progress().nextOffset() != kept.getNextOffset()) {
                findings.wrong("state of step " + kept.getStep() + ": blob " + key + " is of step "
                        + state.progress().step() + " and offset "
                        + state.progress().nextOffset() + ", expected offset "
                        + kept.getNextOffset());
            }
            learned.compare(
                    "state of step " + kept.getStep(),
                    kept.getStep(),
                    state.progress().learnedFrom().stream()
                            .map(span -> new OffsetInterval(span.from(), span.to()))
                            .toList());
        } catch (ModelFormatException | OtherStateFormatException e) {
            findings.wrong("state of step " + kept.getStep() + ": " + e.getMessage());
        }
    }
}
