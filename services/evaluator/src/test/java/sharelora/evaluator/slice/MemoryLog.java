package sharelora.evaluator.slice;

import java.util.ArrayList;
import java.util.List;
import sharelora.schemas.TokenBatch;

/** A log in memory; every second offset is a transaction's marker. */
public final class MemoryLog implements BatchLog {

    private final List<TokenBatch> batches = new ArrayList<>();
    private int handedOver;

    public MemoryLog add(TokenBatch batch) {
        batches.add(batch);
        return this;
    }

    @Override
    public void read(long offset, Visitor visitor) {
        for (int i = 0; i < batches.size(); i++) {
            if (2L * i >= offset) {
                handedOver++;
                if (!visitor.take(2L * i, batches.get(i))) {
                    return;
                }
            }
        }
    }

    /** How many batches were handed over so far. */
    int handedOver() {
        return handedOver;
    }
}
