package sharelora.acceptance;

import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.engine.drift.GuardState;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;

/** Leaves a job as a trainer would that keeps its detector and its quarantine in memory alone. */
final class SightForgotten {

    private final Installation installation;

    SightForgotten(Installation installation) {
        this.installation = installation;
    }

    /** The job's newest state, with nothing seen. */
    void strike(String job) {
        AdapterSnapshot manifest =
                TopicHistory.of(installation.kafka()).manifest(job).orElseThrow();
        TrainingState state = StateFile.read(installation.blobs().fetch(BlobNames.state(job, manifest.getNewest())));
        SwappedState.in(
                installation,
                manifest,
                new TrainingState(
                        state.subject(),
                        state.progress(),
                        state.values(),
                        state.mean(),
                        state.square(),
                        state.slow(),
                        state.replay(),
                        state.structure(),
                        GuardState.NONE));
    }
}
