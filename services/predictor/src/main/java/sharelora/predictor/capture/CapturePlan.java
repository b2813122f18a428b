package sharelora.predictor.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import sharelora.platform.kafka.ExclusiveProducer.Written;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.stream.PlacedQuery;
import sharelora.predictor.stream.PredictionRecords;
import sharelora.schemas.Prediction;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.Query;
import sharelora.schemas.Source;

/**
 * What one transaction writes for some captures: a query where its id is not remembered, a prediction where its job has not
 * answered it before.
 */
final class CapturePlan {

    private final CapturedIds ids;
    private final PredictionRecords records;
    private final long now;
    private final List<Capture> captures = new ArrayList<>();
    private final Map<String, Query> asked = new LinkedHashMap<>();
    private final Map<String, CapturedQuery> placed = new HashMap<>();
    private final List<Outgoing<Prediction>> made = new ArrayList<>();

    /** @param now milliseconds since the epoch */
    CapturePlan(CapturedIds ids, PredictionRecords records, long now) {
        this.ids = ids;
        this.records = records;
        this.now = now;
    }

    /** Takes all of a request in, or fails it, since one of its ids is taken. */
    void take(Capture capture) {
        Map<String, Query> own = new LinkedHashMap<>();
        for (int i = 0; i < capture.queries().size(); i++) {
            Query query = capture.queries().get(i).query();
            Optional<CapturedQuery> known = ids.find(query.getId(), now);
            Query before = asked.getOrDefault(query.getId(), own.get(query.getId()));
            if (known.isPresent() ? !known.get().asks(query) : before != null && !sameTexts(before, query)) {
                capture.written().completeExceptionally(new IdTakenException(i));
                return;
            }
            if (known.isEmpty()) {
                own.putIfAbsent(
                        query.getId(), Query.newBuilder(query).setAnswered(true).build());
            }
        }
        own.forEach(asked::putIfAbsent);
        captures.add(capture);
    }

    private static boolean sameTexts(Query one, Query other) {
        return one.getText().equals(other.getText()) && Objects.equals(one.getTextPair(), other.getTextPair());
    }

    boolean isEmpty() {
        return captures.isEmpty();
    }

    /** The queries that were not there. */
    List<Outgoing<Query>> queries() {
        return asked.values().stream().map(records::captured).toList();
    }

    /**
     * The predictions that were not there, each with its public one.
     *
     * @param places of the {@link #queries()}, in their order
     */
    List<Outgoing<?>> predictions(List<Written> places) {
        Iterator<Written> next = places.iterator();
        asked.forEach((id, query) -> {
            Written place = next.next();
            Source at = new Source(place.position().topic(), place.position().partition(), place.offset());
            placed.put(id, new CapturedQuery(query, at, place.timestamp()));
        });
        captures.forEach(capture -> capture.queries().forEach(each -> answer(capture, each)));
        List<Outgoing<?>> all = new ArrayList<>();
        for (Outgoing<Prediction> each : made) {
            all.add(each);
            all.add(PredictionRecords.withoutText(each));
        }
        return all;
    }

    private void answer(Capture capture, Capture.Answered each) {
        CapturedQuery query = captured(each.query().getId());
        if (query.answer(capture.job()).isEmpty()) {
            Outgoing<Prediction> prediction = records.whole(
                    new PlacedQuery(
                            each.query(),
                            query.at(),
                            query.time(),
                            each.encoded().truncated()),
                    capture.job(),
                    PredictionMode.SERVED,
                    capture.by(),
                    each.answer());
            made.add(prediction);
            placed.put(each.query().getId(), query.with(prediction.value()));
        }
    }

    private CapturedQuery captured(String id) {
        return Optional.ofNullable(placed.get(id))
                .orElseGet(() -> ids.find(id, now).orElseThrow());
    }

    /** It is committed: the ids are remembered, and whoever asked is told. */
    List<Prediction> done() {
        placed.forEach(ids::put);
        captures.forEach(capture -> capture.written()
                .complete(capture.queries().stream()
                        .map(each -> captured(each.query().getId())
                                .answer(capture.job())
                                .orElseThrow())
                        .toList()));
        return made.stream().map(Outgoing::value).toList();
    }
}
