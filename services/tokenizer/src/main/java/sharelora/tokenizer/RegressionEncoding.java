package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Source;

/** A text or a pair with a number. */
record RegressionEncoding() implements TaskEncoding {

    @Override
    public EncodingOutcome encode(Example example, Encoder encoder, Labels labels, Source source) {
        Double score = example.getScore();
        if (score == null || !Double.isFinite(score)) {
            return new EncodingOutcome.Poison(PoisonReason.MISSING_SCORE, "score is " + score + "; expected a number");
        }
        return TaskEncoding.encode(
                example,
                encoder,
                tokens -> TokenRecord.scored(example.getId(), source, tokens.ids(), tokens.second(), score));
    }
}
