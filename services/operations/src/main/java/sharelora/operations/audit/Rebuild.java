package sharelora.operations.audit;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.engine.training.Restore;
import sharelora.engine.training.StateFile;
import sharelora.models.learning.Restores;
import sharelora.models.learning.Retraining;
import sharelora.models.learning.StateStore;
import sharelora.operations.WrongUsageException;
import sharelora.operations.export.Checkpoints;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;

/**
 * What a job's states have to be when its steps are taken again.
 *
 * @param start where it began
 * @param hashes SHA-256 of the state after each step that a kept state or an announced checkpoint tells of; a step at which
 *     the job went back had another state before, and is compared only as the newest one
 * @param computedOn what the newest of them was computed on
 */
public record Rebuild(Retraining.Start start, NavigableMap<Long, String> hashes, String computedOn) {

    /**
     * Of that job.
     *
     * @throws FatalException where it has taken no snapshot, or none of step 0 is left to tell where it began
     */
    public static Rebuild of(KafkaSettings kafka, BlobStore blobs, Job job) {
        String id = job.getJobId();
        AdapterSnapshot manifest = Optional.ofNullable(
                        TopicTable.read(kafka, Topics.ADAPTER_SNAPSHOTS).get(id))
                .orElseThrow(() -> new FatalException("job " + id + " has no snapshot, expected one to compare with"));
        KeptState first = manifest.getKept().stream()
                .filter(state -> state.getStep() == 0)
                .findFirst()
                .orElseThrow(() -> new FatalException("job " + id + ": its newest manifest does not list step 0"));
        List<Checkpoint> announced = Checkpoints.of(id, kafka).all();
        NavigableMap<Long, String> hashes = new TreeMap<>();
        announced.forEach(each -> hashes.put(each.getStep(), each.getStateSha256()));
        manifest.getKept().reversed().forEach(each -> hashes.put(each.getStep(), each.getSha256()));
        List<Restore> restores = restores(blobs, manifest);
        restores.stream()
                .filter(each -> manifest.getNewest().getStep() != each.step())
                .forEach(each -> hashes.remove(each.step()));
        List<String> labels = announced.stream()
                .filter(each -> each.getStep() == 0)
                .map(Checkpoint::getLabels)
                .findFirst()
                .orElseGet(() -> labels(blobs, id, first));
        return new Rebuild(
                new Retraining.Start(labels, first.getNextOffset(), restores),
                hashes,
                manifest.getCpuFeatures() + " by " + manifest.getEngine());
    }

    /**
     * The steps to compare on the way to that one, itself included.
     *
     * @throws WrongUsageException where nothing tells what that one has to be
     */
    public NavigableMap<Long, String> until(long step) {
        if (!hashes.containsKey(step)) {
            throw WrongUsageException.of("--to: '" + step + "', expected a step whose state or checkpoint is known: "
                    + hashes.navigableKeySet());
        }
        return hashes.headMap(step, true);
    }

    /** As the newest state lists them; where that is damaged, as its manifest does. */
    private static List<Restore> restores(BlobStore blobs, AdapterSnapshot manifest) {
        if (manifest.getRestores().isEmpty()) {
            return List.of();
        }
        try (StateStore states = StateStore.of(blobs, manifest.getJobId())) {
            KeptState newest = manifest.getNewest();
            return states.find(newest.getStep(), newest.getSha256())
                    .map(state -> state.progress().restores())
                    .orElseGet(() -> Restores.of(manifest.getRestores()));
        }
    }

    private static List<String> labels(BlobStore blobs, String jobId, KeptState first) {
        String key = BlobNames.state(jobId, first);
        try {
            var file = blobs.fetch(key);
            if (Sha256.of(file).equals(first.getSha256())) {
                return StateFile.read(file).subject().labels();
            }
            throw new FatalException("blob " + key + " is damaged, and no checkpoint of step 0 tells its labels");
        } catch (BlobMissingException | IOException e) {
            throw new FatalException(
                    "blob " + key + ": " + e.getMessage() + ", and no checkpoint of step 0 tells its labels", e);
        }
    }
}
