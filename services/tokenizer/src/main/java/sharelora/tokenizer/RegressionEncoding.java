package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.schemas.Example;
import sharelora.schemas.TokenBatch;

/** A text or a pair with a number. */
record RegressionEncoding() implements TaskEncoding {

    @Override
    public EncodingOutcome encode(Example example, Encoder encoder, Labels labels) {
        Double score = example.getScore();
        if (score == null || !Double.isFinite(score)) {
            return new EncodingOutcome.Poison(PoisonReason.MISSING_SCORE, "score is " + score + "; expected a number");
        }
        return TaskEncoding.encode(example, encoder, Target.ofScore(score));
    }

    @Override
    public void setTargets(TokenBatch.Builder batch, TargetColumns columns) {
        batch.setTargets(columns.classes()).setScores(columns.scores());
    }
}
