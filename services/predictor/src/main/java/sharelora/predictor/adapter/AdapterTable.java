package sharelora.predictor.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Promotion;

/** The promoted, the newest and all other checkpoints of each job, as the topics have told so far. Any thread may read it. */
final class AdapterTable {

    private final Map<String, ServedCheckpoint> promoted = new ConcurrentHashMap<>();
    private final Map<String, ServedCheckpoint> newest = new ConcurrentHashMap<>();
    private final Map<String, Map<String, ServedCheckpoint>> announced = new ConcurrentHashMap<>();
    private final ServeOptions options;

    AdapterTable(ServeOptions options) {
        this.options = options;
    }

    ServeChoice choice(Job job) {
        return options.of(job);
    }

    /**
     * The checkpoint that is to answer for the job; empty while there is none. One that is named and was not announced is
     * there without an id, so that it is known why it does not answer.
     */
    Optional<ServedCheckpoint> of(Job job) {
        return switch (choice(job)) {
            case ServeChoice.Promoted() -> Optional.ofNullable(promoted.get(job.getJobId()));
            case ServeChoice.Newest() -> Optional.ofNullable(newest.get(job.getJobId()));
            case ServeChoice.Named(String name) -> Optional.of(named(job.getJobId(), name));
        };
    }

    private ServedCheckpoint named(String job, String name) {
        List<ServedCheckpoint> meant = announced.getOrDefault(job, Map.of()).values().stream()
                .filter(each -> each.checkpointId().startsWith(name)
                        || each.adapterName().equals(name))
                .toList();
        return meant.size() == 1 ? meant.getFirst() : ServedCheckpoint.unknown(name);
    }

    /** The checkpoint that is to predict beside the one that answers, where the job asks for that and it is another. */
    Optional<ServedCheckpoint> shadow(Job job) {
        return Optional.ofNullable(job.getShadow())
                .map(candidate -> newest.get(job.getJobId()))
                .filter(candidate -> !of(job).equals(Optional.of(candidate)));
    }

    /** Whether that changed something; throws what decoding throws. */
    boolean promotion(Received record) {
        if (record.value() == null) {
            return record.keyText().map(promoted::remove).isPresent();
        }
        Promotion told = Codec.decode(Promotion.class, record.value());
        ServedCheckpoint now = new ServedCheckpoint(told.getCheckpointId(), told.getAdapterName(), told.getStep());
        return !now.equals(promoted.put(told.getJobId(), now));
    }

    /** As {@link #promotion}. The newest is the one with the most steps, so that a repeated announcement is none. */
    boolean checkpoint(Received record) {
        if (record.value() == null) {
            return false;
        }
        Checkpoint told = Codec.decode(Checkpoint.class, record.value());
        ServedCheckpoint now = new ServedCheckpoint(told.getCheckpointId(), told.getAdapterName(), told.getStep());
        boolean first = announced
                        .computeIfAbsent(told.getJobId(), absent -> new ConcurrentHashMap<>())
                        .put(now.checkpointId(), now)
                == null;
        ServedCheckpoint before = newest.get(told.getJobId());
        if (before != null && (before.step() > now.step() || before.equals(now))) {
            return first;
        }
        newest.put(told.getJobId(), now);
        return true;
    }
}
