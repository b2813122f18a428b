package sharelora.operations.status;

import java.util.List;
import java.util.Optional;

/**
 * A stage's group.
 *
 * @param stage with the stream, where there is a group for each
 * @param members processes that are in the group now
 * @param waiting what the group has not committed yet, records of the topic that it reads; empty of trainers, since
 *     each job has a lag of its own
 * @param notes what it waits for or misses, a sentence each
 */
record StageStatus(String stage, int members, Optional<Behind> waiting, List<String> notes) {

    StageStatus {
        notes = List.copyOf(notes);
    }
}
