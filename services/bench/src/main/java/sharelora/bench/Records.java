package sharelora.bench;

import sharelora.engine.batch.PackedBatch;

/** Records of a file, in its order. */
interface Records {

    int records();

    /** Tokenizes the records [from, to), of which there is at least one. */
    PackedBatch batch(int from, int to);
}
