package sharelora.checkpointer;

import java.util.Map;
import sharelora.schemas.AdapterSnapshot;

/** What readers can see of announcements and manifests. Calls throw a TransientException where the log does not answer. */
interface AnnouncementLog {

    /** What is announced, as of the last {@link #read()} or {@link #follow()}. */
    AnnouncedCheckpoints announced();

    /** Reads all that is committed now. */
    void read();

    /** Takes what has been committed since, without waiting for it. */
    void follow();

    /** The newest manifest of each job as of now, by job id. */
    Map<String, AdapterSnapshot> manifests();
}
