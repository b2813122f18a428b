package sharelora.evaluator.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Promotion;
import sharelora.schemas.Verdict;

/** A ledger in memory, which keeps what is sent to it. */
public final class MemoryLedger implements PromotionLedger {

    public final List<Verdict> verdicts = new ArrayList<>();
    public final Map<String, Promotion> promotions = new LinkedHashMap<>();
    final List<Checkpoint> checkpoints = new ArrayList<>();

    /** Whether it is a record of the ledger's; then it is in it. */
    public boolean took(Outgoing<?> outgoing) {
        if (outgoing.value() instanceof Verdict verdict) {
            verdicts.add(verdict);
        } else if (outgoing.value() instanceof Promotion promotion) {
            promotions.put(outgoing.key(), promotion);
        } else {
            return false;
        }
        return true;
    }

    void keep(Outgoing<?> outgoing) {
        if (!took(outgoing)) {
            throw new IllegalArgumentException("no record of the ledger's: " + outgoing);
        }
    }

    @Override
    public void verdicts(Consumer<Verdict> use) {
        verdicts.forEach(use);
    }

    @Override
    public void promotions(Consumer<Promotion> use) {
        promotions.values().forEach(use);
    }

    @Override
    public Optional<Checkpoint> checkpoint(String checkpointId) {
        return checkpoints.stream()
                .filter(each -> each.getCheckpointId().equals(checkpointId))
                .findFirst();
    }
}
