package sharelora.predictor.adapter;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Promotion;
import sharelora.schemas.Serve;

/** The promoted and the newest checkpoint of each job, as the topics have told so far. Any thread may read it. */
final class AdapterTable {

    private final Map<String, ServedCheckpoint> promoted = new ConcurrentHashMap<>();
    private final Map<String, ServedCheckpoint> newest = new ConcurrentHashMap<>();

    /** What the job file says; where it says nothing, the promoted one where the job has a gate or a pin. */
    static Serve serve(Job job) {
        if (job.getServe() != null) {
            return job.getServe();
        }
        return job.getGate() != null || job.getPin() != null ? Serve.PROMOTED : Serve.NEWEST;
    }

    /** The checkpoint that is to answer for the job; empty while there is none. */
    Optional<ServedCheckpoint> of(Job job) {
        return Optional.ofNullable((serve(job) == Serve.PROMOTED ? promoted : newest).get(job.getJobId()));
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
        ServedCheckpoint before = newest.get(told.getJobId());
        if (before != null && (before.step() > now.step() || before.equals(now))) {
            return false;
        }
        newest.put(told.getJobId(), now);
        return true;
    }
}
