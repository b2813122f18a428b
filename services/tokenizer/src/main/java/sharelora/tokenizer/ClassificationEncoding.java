package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.platform.examples.Shown;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Source;

/** A text or a pair with one of the stream's labels. */
record ClassificationEncoding() implements TaskEncoding {

    @Override
    public EncodingOutcome encode(Example example, Encoder encoder, Labels labels, Source source) {
        if (example.getLabel() == null) {
            return new EncodingOutcome.Poison(
                    PoisonReason.MISSING_LABEL, "label is null; expected one of the stream's labels");
        }
        int index = labels.target(example.getLabel());
        if (index < 0) {
            return new EncodingOutcome.Poison(
                    PoisonReason.UNKNOWN_LABEL,
                    "found " + Shown.of(example.getLabel()) + "; expected one of [" + Shown.names(labels.list()) + "]");
        }
        return TaskEncoding.encode(
                example,
                encoder,
                tokens -> TokenRecord.classified(example.getId(), source, tokens.ids(), tokens.second(), index));
    }
}
