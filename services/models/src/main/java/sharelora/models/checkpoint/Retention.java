package sharelora.models.checkpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import sharelora.platform.blobs.Blob;
import sharelora.platform.blobs.BlobFolder;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.KeptState;

/** What may be deleted. Pure: nothing in here deletes. */
public final class Retention {

    private Retention() {}

    /** States that a manifest listed and the next one of its job no longer does. */
    public static List<KeptState> dropped(Optional<AdapterSnapshot> before, AdapterSnapshot after) {
        Set<String> listed = new HashSet<>();
        after.getKept().forEach(state -> listed.add(BlobNames.state(after.getJobId(), state)));
        return before.stream()
                .flatMap(manifest -> manifest.getKept().stream())
                .filter(state -> !listed.contains(BlobNames.state(after.getJobId(), state)))
                .toList();
    }

    /**
     * Checkpoints of one job beyond its {@code keep.checkpoints}, which counts neither step 0 nor the newest nor
     * what is promoted.
     *
     * @param announced the job's by step
     * @param promoted checkpointIds that are promoted or are about to be
     */
    public static List<Checkpoint> beyond(NavigableMap<Long, Checkpoint> announced, int keep, Set<String> promoted) {
        List<Checkpoint> others = new ArrayList<>(announced.values());
        others.removeIf(checkpoint -> checkpoint.getStep() == 0 || promoted.contains(checkpoint.getCheckpointId()));
        int spared = Math.min(others.size(), keep + 1);
        return List.copyOf(others.subList(0, others.size() - spared));
    }

    /**
     * States that no manifest names, such as those of a trainer that was killed between blob and commit. Those of steps
     * to come are spared: a trainer that waits for its broker still means to name them.
     *
     * @param stored the job's states
     * @param newest the job's newest manifest
     */
    public static List<String> unreferencedStates(List<Blob> stored, AdapterSnapshot newest, Instant before) {
        Set<String> listed = new HashSet<>();
        newest.getKept().forEach(state -> listed.add(BlobNames.state(newest.getJobId(), state)));
        String prefix = BlobNames.states(newest.getJobId());
        return stored.stream()
                .filter(blob -> blob.storedAt().isBefore(before) && !listed.contains(blob.key()))
                .filter(blob -> stepOf(blob.key().substring(prefix.length())) < newest.getStep())
                .map(Blob::key)
                .toList();
    }

    /** Those that were stored before that time. */
    public static List<String> older(List<Blob> stored, Instant before) {
        return stored.stream()
                .filter(blob -> blob.storedAt().isBefore(before))
                .map(Blob::key)
                .toList();
    }

    /**
     * Files of checkpoint folders that were never completed. A complete one that is not announced is left: making it
     * again gives the same folder.
     */
    public static List<String> incompleteCheckpoints(List<Blob> stored, Instant before) {
        Set<String> spared = new HashSet<>();
        for (Blob blob : stored) {
            if (blob.key().endsWith("/" + BlobFolder.MANIFEST)
                    || !blob.storedAt().isBefore(before)) {
                spared.add(folderOf(blob.key()));
            }
        }
        return stored.stream()
                .map(Blob::key)
                .filter(key -> !spared.contains(folderOf(key)))
                .toList();
    }

    private static String folderOf(String key) {
        int end = key.indexOf('/', BlobNames.CHECKPOINTS.length() + 1);
        return end < 0 ? key : key.substring(0, end);
    }

    /** The step in {@code STEP-SHA256}; of a name that is none, one that never passes. */
    private static long stepOf(String name) {
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
