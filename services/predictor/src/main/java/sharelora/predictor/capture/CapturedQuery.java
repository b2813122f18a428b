package sharelora.predictor.capture;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Source;

/**
 * A query that was captured. Of its texts only a hash is kept.
 *
 * @param at where it is
 * @param time its record's timestamp, milliseconds since the epoch
 * @param texts the hash
 * @param answers what the jobs of its stream have answered, by their names
 */
record CapturedQuery(Source at, long time, String texts, Map<String, Prediction> answers) {

    /** Without an answer. */
    CapturedQuery(Query query, Source at, long time) {
        this(at, time, hash(query), Map.of());
    }

    /** The same with another job's answer; the first answer of a job stands. */
    CapturedQuery with(Prediction prediction) {
        Map<String, Prediction> more = new HashMap<>(answers);
        more.putIfAbsent(prediction.getJobId(), prediction);
        return new CapturedQuery(at, time, texts, Map.copyOf(more));
    }

    boolean asks(Query query) {
        return texts.equals(hash(query));
    }

    Optional<Prediction> answer(String job) {
        return Optional.ofNullable(answers.get(job));
    }

    private static String hash(Query query) {
        String pair = Objects.requireNonNullElse(query.getTextPair(), "");
        String texts = query.getText().length() + " " + (query.getTextPair() == null) + " " + query.getText() + pair;
        return Sha256.of(texts.getBytes(StandardCharsets.UTF_8));
    }
}
