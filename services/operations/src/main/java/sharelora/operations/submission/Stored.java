package sharelora.operations.submission;

import java.util.Optional;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;

/** The stream and the job of a job file's names, as far as they are there already. */
record Stored(Optional<Stream> stream, Optional<Job> job) {

    /** Neither is there. */
    static final Stored NOTHING = new Stored(Optional.empty(), Optional.empty());
}
