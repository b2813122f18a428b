package sharelora.bench;

import java.util.List;
import sharelora.engine.batch.PackedBatch;

/** The training material in a file, record by record. */
interface Material {

    /** The classes that targets are indexes of; empty where targets are tokens. */
    List<String> labels();

    int records();

    /** Tokenizes the records [from, to), of which there is at least one. */
    PackedBatch batch(int from, int to);
}
