package sharelora.engine.replay;

import java.util.List;

/**
 * Where a batch stands in the log, and when it was put there.
 *
 * @param offset of the token batch
 * @param time of it in the log, milliseconds since 1970
 * @param places of its records in the token batch, of which some may have been left out
 */
public record BatchOrigin(long offset, long time, List<Integer> places) {

    public BatchOrigin {
        places = List.copyOf(places);
    }
}
