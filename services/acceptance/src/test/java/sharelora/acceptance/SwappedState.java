package sharelora.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import sharelora.acceptance.site.Installation;
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

/** Puts another state in the place of a job's newest, as a trainer would have left it that promises less. */
final class SwappedState {

    private SwappedState() {}

    /** Stores the state and has a manifest name it and what is older. */
    static void in(Installation installation, AdapterSnapshot manifest, TrainingState state) {
        String job = manifest.getJobId();
        KeptState stored = store(installation.blobs(), job, state);
        AdapterSnapshot weak = AdapterSnapshot.newBuilder(manifest)
                .setStep(stored.getStep())
                .setNewest(stored)
                .setKept(Stream.concat(Stream.of(stored), older(manifest, stored))
                        .toList())
                .build();
        try (LogWriter writer = LogWriter.open(installation.kafka(), "swapped-state")) {
            writer.send(Outgoing.of(Topics.ADAPTER_SNAPSHOTS, job, weak));
            writer.flush();
        }
    }

    private static Stream<KeptState> older(AdapterSnapshot manifest, KeptState stored) {
        return manifest.getKept().stream().filter(kept -> kept.getStep() < stored.getStep());
    }

    private static KeptState store(BlobStore blobs, String job, TrainingState state) {
        try {
            Path file = Files.createTempFile("swapped-", ".safetensors");
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
