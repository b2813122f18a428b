package sharelora.schemas;

/** Where the blobs that records speak of lie in the blob store. Nothing else spells a key that another module reads. */
public final class BlobNames {

    /** cli → trainer, checkpointer, evaluator; below it NAME, then the folder by its content hash. */
    public static final String MODELS = "models";

    /** cli → trainer; below it NAME, then the folder by its content hash. */
    public static final String ADAPTERS = "adapters";

    /** trainer → checkpointer, restarted trainer; below it JOB, then {@code STEP-SHA256}. */
    public static final String STATES = "states";

    /** checkpointer → evaluator, serving teams; below it the folder by its content hash. */
    public static final String CHECKPOINTS = "checkpoints";

    /** evaluator's planner → its workers; below it the slice by the hash of its bytes. */
    public static final String SUITES = "suites";

    /** evaluator's planner → its workers; below it the linear probe by the hash of its bytes. */
    public static final String PROBES = "probes";

    /** evaluator's workers → console; below it the result's id: how a few prompts of its slice were gone on with. */
    public static final String CONTINUATIONS = "continuations";

    private BlobNames() {}

    /** Prefix of the folders of that base model. */
    public static String model(String base) {
        return MODELS + "/" + base;
    }

    /** Prefix of the folders of that imported adapter. */
    public static String adapter(String name) {
        return ADAPTERS + "/" + name;
    }

    /** Prefix of a job's states, slash included. */
    public static String states(String jobId) {
        return STATES + "/" + jobId + "/";
    }

    /** Key of one state. The job is part of it: twins have equal hashes and must not share a file. */
    public static String state(String jobId, KeptState state) {
        return state(jobId, state.getStep(), state.getSha256());
    }

    /** A job's state after that step. */
    public static String state(String jobId, long step, String sha256) {
        return states(jobId) + step + "-" + sha256;
    }

    /** Key of a frozen slice. */
    public static String suite(String sha256) {
        return SUITES + "/" + sha256;
    }

    /** Key of a linear probe. */
    public static String probe(String sha256) {
        return PROBES + "/" + sha256;
    }

    /** Key of how a few prompts of that result's slice were gone on with. */
    public static String continuations(String resultId) {
        return CONTINUATIONS + "/" + resultId;
    }
}
