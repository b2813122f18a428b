package sharelora.models.batch;

import java.util.List;
import java.util.Optional;
import sharelora.engine.model.config.ModelShape;
import sharelora.platform.records.TokenBatchBuilder;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.TokenBatch;

/** Whether a model of that shape can take single records of a batch, whose parts fit each other. */
record RecordFit(TokenBatch batch, ModelShape shape) {

    /** Why the model cannot take the record at that place; empty where it can. */
    Optional<LeftOut> obstacle(int place) {
        TokenRecord record = TokenRecord.of(batch, place);
        return beyondPositions(place, record)
                .or(() -> beyondVocabulary(place, record))
                .or(() -> beyondLabels(place, record))
                .or(() -> notFinite(place, record))
                .or(() -> malformed(place, record));
    }

    private Optional<LeftOut> beyondPositions(int place, TokenRecord record) {
        return record.length() <= shape.positions()
                ? Optional.empty()
                : Optional.of(new LeftOut(
                        place,
                        "longer-than-positions",
                        "the record has " + record.length() + " tokens, expected at most " + shape.positions()
                                + " as the base has positions"));
    }

    private Optional<LeftOut> beyondVocabulary(int place, TokenRecord record) {
        int[] tokens = record.tokenIds();
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= shape.vocabulary()) {
                return Optional.of(new LeftOut(
                        place,
                        "token-beyond-vocabulary",
                        "token " + i + " of the record is " + tokens[i] + ", expected 0 to " + (shape.vocabulary() - 1)
                                + " as the base has a vocabulary of " + shape.vocabulary()));
            }
        }
        return Optional.empty();
    }

    private Optional<LeftOut> beyondLabels(int place, TokenRecord record) {
        boolean classified = record.score() == null && record.prompt() == null;
        int labels = batch.getLabels().size();
        return !classified || (record.target() >= 0 && record.target() < labels)
                ? Optional.empty()
                : Optional.of(new LeftOut(
                        place,
                        "target-beyond-labels",
                        "the record's target is " + record.target() + ", expected 0 to " + (labels - 1)
                                + " as there are " + labels + " labels"));
    }

    private static Optional<LeftOut> notFinite(int place, TokenRecord record) {
        return record.score() == null || Double.isFinite(record.score())
                ? Optional.empty()
                : Optional.of(new LeftOut(
                        place,
                        "score-not-finite",
                        "the record's score is " + record.score() + ", expected a finite number"));
    }

    /** What remains is found by packing the record alone. */
    private Optional<LeftOut> malformed(int place, TokenRecord record) {
        TokenBatchBuilder alone = new TokenBatchBuilder();
        alone.add(record);
        try {
            TokenBatches.of(alone.build(batch.getStream(), batch.getTokenizerSha256(), List.of()));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new LeftOut(place, "malformed-record", e.getMessage()));
        }
    }
}
