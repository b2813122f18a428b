package sharelora.acceptance;

import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.engine.training.Progress;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;

/** Leaves a job as a trainer would that commits its offset at every batch and its state only now and then. */
final class OffsetsApart {

    private final Installation installation;

    OffsetsApart(Installation installation) {
        this.installation = installation;
    }

    /** The job's newest offset, with an older state. */
    void strike(String job) {
        AdapterSnapshot manifest =
                TopicHistory.of(installation.kafka()).manifest(job).orElseThrow();
        BlobStore blobs = installation.blobs();
        KeptState older = manifest.getKept().get(1);
        TrainingState state = StateFile.read(blobs.fetch(BlobNames.state(job, older)));
        SwappedState.in(
                installation, manifest, moved(state, manifest.getNewest().getNextOffset()));
    }

    private static TrainingState moved(TrainingState state, long nextOffset) {
        Progress old = state.progress();
        Progress progress = new Progress(
                old.step(),
                old.updates(),
                nextOffset,
                old.records(),
                old.deadLetters(),
                old.skippedInARow(),
                old.learnedFrom(),
                old.inputs(),
                old.restores());
        return new TrainingState(
                state.subject(), progress, state.values(), state.mean(), state.square(), state.slow(), state.replay());
    }
}
