package sharelora.operations.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.models.checkpoint.Retention;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.OffsetRange;

/** Whether every announced checkpoint that must be there is, whole, and its lineage is that of its announcement. */
final class CheckpointsAudit {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LINEAGE = "lineage.json";

    private final BlobStore blobs;
    private final Learned learned;
    private final AuditFindings findings;
    private final boolean complete;

    /** @param complete whether every announcement could be read: else a parent may be one of the others */
    CheckpointsAudit(BlobStore blobs, Learned learned, boolean complete, AuditFindings findings) {
        this.complete = complete;
        this.blobs = blobs;
        this.learned = learned;
        this.findings = findings;
    }

    /**
     * All of a job's; how many of them are in the store.
     *
     * @param promoted checkpointId
     */
    int check(List<Checkpoint> announced, Job job, Optional<String> promoted) {
        NavigableMap<Long, Checkpoint> bySteps = new TreeMap<>();
        for (Checkpoint each : announced) {
            Checkpoint other = bySteps.put(each.getStep(), each);
            if (other != null) {
                findings.wrong("step " + each.getStep() + " was announced as " + other.getCheckpointId() + " and as "
                        + each.getCheckpointId());
            }
        }
        Set<String> spared = Stream.of(promoted.orElse(null), job.getPin(), job.getServeCheckpoint())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        int keep = job.getState() == JobState.DELETED ? 0 : job.getKeep().getCheckpoints();
        List<Checkpoint> beyond = Retention.beyond(bySteps, keep, spared);
        int whole = 0;
        for (Checkpoint each : bySteps.values()) {
            chain(each, Optional.ofNullable(bySteps.lowerEntry(each.getStep())).map(Map.Entry::getValue));
            boolean there = !blobs.list(each.getBlob() + "/").isEmpty();
            whole += there ? 1 : 0;
            if (there || !beyond.contains(each)) {
                folder(each, job);
            }
        }
        return whole;
    }

    /** Lineage goes on from the checkpoint before: the same ranges, grown at their ends or followed by others. */
    private void chain(Checkpoint each, Optional<Checkpoint> before) {
        String name = "checkpoint " + each.getAdapterName();
        String parent = before.map(Checkpoint::getCheckpointId).orElse(null);
        if (complete && before.isPresent() && !Objects.equals(each.getParent(), parent)) {
            findings.wrong(name + ": its parent is " + each.getParent() + ", expected " + parent);
        }
        learned.compare(name, each.getStep(), spans(each.getLearnedFrom()), each.getRestores());
        inputs(name, each, before);
    }

    private void inputs(String name, Checkpoint each, Optional<Checkpoint> before) {
        Map<String, List<OffsetInterval>> now = byPartition(each.getInputs());
        now.forEach((partition, spans) -> {
            if (!OffsetInterval.overlaps(spans).isEmpty()) {
                findings.wrong(name + ": input " + partition + " " + OffsetInterval.overlaps(spans)
                        + " is in two of its ranges");
            }
        });
        Map<String, List<OffsetInterval>> letGo = byPartition(each.getRestores().stream()
                .flatMap(restore -> restore.getInputs().stream())
                .toList());
        before.map(other -> byPartition(other.getInputs())).orElse(Map.of()).forEach((partition, spans) -> {
            List<OffsetInterval> lost = OffsetInterval.minus(
                    OffsetInterval.minus(spans, now.getOrDefault(partition, List.of())),
                    letGo.getOrDefault(partition, List.of()));
            if (!lost.isEmpty()) {
                findings.wrong(name + ": lacks input that its parent has: " + partition + " " + lost);
            }
        });
    }

    private void folder(Checkpoint each, Job job) {
        String name = "checkpoint " + each.getAdapterName();
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, each.getCheckpointId());
            String adapter = Sha256.of(CheckpointFolder.numbers(folder));
            if (!adapter.equals(each.getAdapterSha256())) {
                findings.wrong(
                        name + ": its adapter has SHA-256 " + adapter + ", announced was " + each.getAdapterSha256());
            }
            JsonNode lineage = JSON.readTree(folder.resolve(LINEAGE).toFile());
            new LineageAudit(name, lineage, findings).check(each, job);
        } catch (BlobMissingException | BlobDamagedException | IOException e) {
            findings.wrong(name + ": " + e.getMessage());
        }
    }

    private static Map<String, List<OffsetInterval>> byPartition(List<OffsetRange> ranges) {
        return ranges.stream()
                .collect(Collectors.groupingBy(
                        range -> range.getTopic() + ":" + range.getPartition(),
                        TreeMap::new,
                        Collectors.mapping(
                                range -> new OffsetInterval(range.getFrom(), range.getTo()), Collectors.toList())));
    }

    private static List<OffsetInterval> spans(List<OffsetRange> ranges) {
        return ranges.stream()
                .map(range -> new OffsetInterval(range.getFrom(), range.getTo()))
                .toList();
    }
}
