package sharelora.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.training.Progress;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;

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
        KeptState mixed = store(blobs, job, moved(state, manifest.getNewest().getNextOffset()));
        AdapterSnapshot weak = AdapterSnapshot.newBuilder(manifest)
                .setStep(mixed.getStep())
                .setNewest(mixed)
                .setKept(List.of(mixed))
                .build();
        try (LogWriter writer = LogWriter.open(installation.kafka(), "offsets-apart")) {
            writer.send(Outgoing.of(Topics.ADAPTER_SNAPSHOTS, job, weak));
            writer.flush();
        }
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
                old.inputs());
        return new TrainingState(
                state.subject(), progress, state.values(), state.mean(), state.square(), state.slow(), state.replay());
    }

    private static KeptState store(BlobStore blobs, String job, TrainingState state) {
        try {
            Path file = Files.createTempFile("mixed-", ".safetensors");
            WrittenFile stored = StateFile.write(state, file);
            Progress progress = state.progress();
            KeptState kept = new KeptState(
                    progress.step(), stored.sha256(), stored.bytes(), progress.nextOffset(), false, false);
            blobs.put(BlobNames.state(job, kept), file);
            Files.delete(file);
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
