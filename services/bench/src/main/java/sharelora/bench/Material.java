package sharelora.bench;

import java.util.List;
import sharelora.engine.batch.PackedBatch;

/** What is learned of a file, record by record. */
interface Material {

    /** What targets point into; none where they are words. */
    List<String> labels();

    int records();

    /** Tokenizes the records [from, to), of which there is at least one. */
    PackedBatch batch(int from, int to);
}
