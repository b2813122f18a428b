package sharelora.models.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.model.config.ModelShape;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.TokenBatch;

/**
 * The records of a token batch that a model can take, and those that it cannot. Which ones these are follows from the
 * batch and the sizes of the model alone, so whoever learns or measures the batch on that base leaves out the same.
 *
 * @param batch the records that the model can take, in their order; the batch itself where none is left out
 * @param packed the same as the engine takes them; empty where there is none
 * @param leftOut the others, in their order
 */
public record TakenRecords(TokenBatch batch, Optional<PackedBatch> packed, List<LeftOut> leftOut) {

    public TakenRecords {
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Parts the records of the batch.
     *
     * @param shape sizes of the base
     * @throws IllegalArgumentException where the parts of the batch do not fit each other, so that it has no records
     */
    public static TakenRecords of(TokenBatch batch, ModelShape shape) {
        return whole(batch, shape).orElseGet(() -> parted(batch, shape));
    }

    /** Where all records fit, which is the rule: nothing is copied, and the bits are those of the batch. */
    private static Optional<TakenRecords> whole(TokenBatch batch, ModelShape shape) {
        try {
            PackedBatch packed = TokenBatches.of(batch);
            packed.targets().requireLabels(batch.getLabels().size());
            return fit(packed, shape)
                    ? Optional.of(new TakenRecords(batch, Optional.of(packed), List.of()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // found again, with its record or for the batch as a whole
        }
    }

    private static boolean fit(PackedBatch packed, ModelShape shape) {
        for (int i = 0; i < packed.records(); i++) {
            if (packed.length(i) > shape.positions()) {
                return false;
            }
        }
        for (int token : packed.tokenIds()) {
            if (token < 0 || token >= shape.vocabulary()) {
                return false;
            }
        }
        return true;
    }

    private static TakenRecords parted(TokenBatch batch, ModelShape shape) {
        BatchParts.requireFit(batch);
        RecordFit fit = new RecordFit(batch, shape);
        TokenBatchBuilder taken = new TokenBatchBuilder();
        List<LeftOut> leftOut = new ArrayList<>();
        for (int i = 0; i < batch.getTargets().size(); i++) {
            fit.obstacle(i).ifPresent(leftOut::add);
            if (leftOut.isEmpty() || leftOut.getLast().place() != i) {
                taken.add(TokenRecord.of(batch, i));
            }
        }
        boolean any = !taken.isEmpty();
        TokenBatch rest = taken.build(batch.getStream(), batch.getTokenizerSha256(), batch.getLabels());
        return new TakenRecords(rest, any ? Optional.of(TokenBatches.of(rest)) : Optional.empty(), leftOut);
    }

    /**
     * Places in the batch of the records that the model can take, in their order.
     *
     * @param records in the batch, those left out included
     */
    public List<Integer> placesOf(int records) {
        Set<Integer> without = leftOut.stream().map(LeftOut::place).collect(Collectors.toSet());
        return IntStream.range(0, records)
                .filter(place -> !without.contains(place))
                .boxed()
                .toList();
    }

    /** How many of the records before that place of the batch the model can take. */
    public int takenBefore(int place) {
        return place
                - (int) leftOut.stream().filter(each -> each.place() < place).count();
    }

    /** Those left out of the places [from, to). */
    public List<LeftOut> leftOut(int from, int to) {
        return leftOut.stream()
                .filter(each -> each.place() >= from && each.place() < to)
                .toList();
    }
}
