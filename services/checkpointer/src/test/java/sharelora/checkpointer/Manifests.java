package sharelora.checkpointer;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.KeptState;

/** Manifests and announcements as trainers and checkpointers write them. */
final class Manifests {

    private Manifests() {}

    static KeptState state(long step, boolean checkpoint) {
        return new KeptState(step, "hash-" + step, 100L, step, checkpoint, false);
    }

    /** A manifest that lists these, newest first. */
    static AdapterSnapshot manifest(String jobId, KeptState... kept) {
        KeptState newest = kept[0];
        return AdapterSnapshot.newBuilder()
                .setJobId(jobId)
                .setStream("tickets")
                .setStep(newest.getStep())
                .setNewest(newest)
                .setKept(Arrays.asList(kept))
                .setRecords(newest.getStep() * 4)
                .setDeadLetters(0)
                .setFinished(false)
                .setCpuFeatures("none")
                .setEngine("none")
                .setThreads(1)
                .setFrom("mine@f00d")
                .setTakenAt(Instant.EPOCH)
                .build();
    }

    static Checkpoint checkpoint(String jobId, long step, boolean last) {
        return Checkpoint.newBuilder()
                .setCheckpointId("id-" + step)
                .setBlob("checkpoints/id-" + step)
                .setJobId(jobId)
                .setStream("tickets")
                .setStep(step)
                .setFinal$(last)
                .setAdapterName(jobId + "-" + step)
                .setBase("tiny")
                .setBaseSha256("b")
                .setTokenizerSha256("t")
                .setStateSha256("hash-" + step)
                .setAdapterSha256("a")
                .setMethod("share-a")
                .setRank(2)
                .setTrainableParameters(192)
                .setLabels(List.of("bug", "question"))
                .setRecords(step * 4)
                .setLearnedFrom(List.of())
                .setInputs(List.of())
                .setAnnouncedAt(Instant.EPOCH)
                .build();
    }
}
