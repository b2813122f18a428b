package sharelora.predictor.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sharelora.platform.examples.PoisonReason;
import sharelora.platform.examples.QueryOutcome;
import sharelora.platform.examples.QueryReader;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.predictor.compute.Answer;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.Encoded;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.predictor.compute.ServedJob;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Prediction;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;

/**
 * Queries of one stream → predictions of each of its jobs. Queries are gathered into units of some records, or of what came
 * since the last tick; the predictions of a unit and its dead letters are sent in one call.
 */
final class QueryTransform implements Transform {

    /** Most records of a unit: what is lost to a kill is computed again. */
    static final int MOST_RECORDS = 64;

    private final String stream;
    private final QueryTokenizer tokenizer;
    private final Supplier<? extends Collection<ServedJob>> jobs;
    private final Asked asked;
    private final int mostTokens;
    private final StreamMetrics metrics;
    private final PredictionRecords records;
    private final DeadLetters letters;
    private final Map<Position, Long> completed = new HashMap<>();
    private final List<PendingQuery> pending = new ArrayList<>();
    private final List<Outgoing<DeadLetter>> buried = new ArrayList<>();
    private final Map<Position, Long> ends = new HashMap<>();
    private long tokens;

    /**
     * A transform at the start of everything.
     *
     * @param jobs those that answer now, in the order of their names
     * @param mostTokens of a unit; a single query may have more
     */
    QueryTransform(
            Stream stream,
            QueryTokenizer tokenizer,
            Supplier<? extends Collection<ServedJob>> jobs,
            Asked asked,
            int mostTokens,
            StreamMetrics metrics) {
        this.stream = stream.getName();
        this.tokenizer = tokenizer;
        this.jobs = jobs;
        this.asked = asked;
        this.mostTokens = mostTokens;
        this.metrics = metrics;
        this.records = new PredictionRecords(stream);
        this.letters = letters(stream.getName());
    }

    /** What makes the dead letters of that stream. */
    static DeadLetters letters(String stream) {
        return DeadLetters.of("predictor").forStream(stream);
    }

    @Override
    public void accept(Received record, Output output) {
        switch (QueryReader.read(record)) {
            case QueryOutcome.Poison(PoisonReason reason, String detail) -> bury(record, reason.word(), detail);
            case QueryOutcome.Found(Query query) when query.getAnswered() -> metrics.passedOver(stream);
            case QueryOutcome.Found(Query query) -> take(record, query);
        }
        ends.put(new Position(record.topic(), record.partition()), record.offset() + 1);
        if (pending.size() + buried.size() >= MOST_RECORDS || tokens >= mostTokens) {
            close(output);
        }
    }

    private void take(Received record, Query query) {
        switch (tokenizer.encode(query)) {
            case Encoded.Refused(String reason, String detail) -> bury(record, reason, detail);
            case Encoded.Asked(EncodedQuery encoded) -> {
                pending.add(new PendingQuery(record, query, encoded));
                tokens += encoded.ids().length + encoded.most();
            }
        }
    }

    private void bury(Received record, String reason, String detail) {
        buried.add(letters.letter(record, reason, detail));
    }

    @Override
    public void tick(long nowMillis, Output output) {
        flush(output);
    }

    /** What is open may be gone from its topic as well: it is answered now. */
    @Override
    public void overtaken(Gap gap, Output output) {
        flush(output);
    }

    @Override
    public void flush(Output output) {
        if (!ends.isEmpty()) {
            close(output);
        }
    }

    @Override
    public Map<Position, Long> completed() {
        return completed;
    }

    @Override
    public void restart() {
        completed.clear();
        forget();
    }

    private void close(Output output) {
        if (!pending.isEmpty()) {
            List<EncodedQuery> queries =
                    pending.stream().map(PendingQuery::encoded).toList();
            List<ServedJob> answering = List.copyOf(jobs.get());
            List<Answered> answered = asked.answers(answering, queries);
            for (int i = 0; i < answering.size(); i++) {
                send(answering.get(i), answered.get(i), output);
            }
        }
        buried.forEach(letter -> {
            metrics.buried(stream, letter.value().getReason());
            output.send(letter);
        });
        completed.putAll(ends);
        forget();
    }

    private void send(ServedJob job, Answered answered, Output output) {
        String id = job.jobId();
        boolean served = job.mode() == PredictionMode.SERVED;
        if (answered.by().isEmpty()) {
            metrics.unanswered(stream, id, served ? pending.size() : 0);
            return;
        }
        int predicted = 0;
        for (int i = 0; i < pending.size(); i++) {
            PendingQuery query = pending.get(i);
            Answer answer = answered.answers().get(i);
            if (answer instanceof Answer.Refused(String reason, String detail)) {
                if (served) {
                    buried.add(letters.forJob(id).letter(query.record(), reason, detail));
                }
            } else {
                Outgoing<Prediction> whole = records.whole(
                        query.placed(), id, job.mode(), answered.by().get(), answer);
                output.send(whole);
                output.send(PredictionRecords.withoutText(whole));
                predicted++;
            }
        }
        metrics.predicted(stream, id, predicted);
    }

    private void forget() {
        pending.clear();
        buried.clear();
        ends.clear();
        tokens = 0;
    }
}
