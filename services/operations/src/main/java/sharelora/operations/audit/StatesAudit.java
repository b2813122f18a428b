package sharelora.operations.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.training.OtherStateFormatException;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.models.learning.Restores;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;
import sharelora.schemas.Restore;

/** Whether every state that a manifest lists is there, and is what it says. */
final class StatesAudit {

    private final BlobStore blobs;
    private final Learned learned;
    private final AuditFindings findings;
    private final AdapterSnapshot manifest;

    StatesAudit(BlobStore blobs, AdapterSnapshot manifest, Learned learned, AuditFindings findings) {
        this.manifest = manifest;
        this.blobs = blobs;
        this.learned = learned;
        this.findings = findings;
    }

    /**
     * All of them.
     *
     * @param now the newest manifest, asked where a state is gone: a job that runs has another by then
     */
    void check(Supplier<AdapterSnapshot> now) {
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

    /** The newest state's own list is what counts, and each state before lists the beginning of it. */
    private void restores(KeptState kept, TrainingState state) {
        List<Restore> found = Restores.records(state.progress().restores());
        boolean newest = kept.equals(manifest.getNewest());
        List<Restore> said = manifest.getRestores();
        boolean same = newest
                ? found.equals(said)
                : found.size() <= said.size() && found.equals(said.subList(0, found.size()));
        if (!same) {
            findings.wrong(
                    "state of step " + kept.getStep() + " lists the restores " + found + ", the manifest says " + said);
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
            restores(kept, state);
            learned.compare(
                    "state of step " + kept.getStep(),
                    kept.getStep(),
                    state.progress().learnedFrom().stream()
                            .map(span -> new OffsetInterval(span.from(), span.to()))
                            .toList(),
                    Restores.records(state.progress().restores()));
        } catch (ModelFormatException | OtherStateFormatException e) {
            findings.wrong("state of step " + kept.getStep() + ": " + e.getMessage());
        }
    }
}
