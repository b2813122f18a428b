package sharelora.predictor.compute;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;

/**
 * All that a batch asks of one job.
 *
 * @param by what answers for the job during this batch
 */
record AskedJob(ServedJob job, ServedAdapter by, List<Ask> asks) {

    private static final Logger LOG = LoggerFactory.getLogger(AskedJob.class);

    /**
     * The jobs of a batch by what is computed together: those of one base, and alone whoever does not mix. Who has nothing
     * that answers is told so at once; who has given up is left out.
     */
    static Collection<List<AskedJob>> of(List<Ask> batch) {
        Map<ServedJob, List<Ask>> byJob = new LinkedHashMap<>();
        for (Ask ask : batch) {
            if (!ask.answered().isDone()) {
                byJob.computeIfAbsent(ask.job(), absent -> new ArrayList<>()).add(ask);
            }
        }
        Map<Object, List<AskedJob>> together = new LinkedHashMap<>();
        byJob.forEach((job, asks) -> {
            Optional<ServedAdapter> by = job.adapter();
            if (by.isEmpty()) {
                asks.forEach(ask -> ask.answered().complete(Answered.BY_NOBODY));
            } else {
                Answering answering = by.get().answering();
                together.computeIfAbsent(answering.mixes() ? answering.together() : job, absent -> new ArrayList<>())
                        .add(new AskedJob(job, by.get(), asks));
            }
        });
        return together.values();
    }

    /** Answers them in one batch. */
    static void answer(List<AskedJob> together, ComputeMetrics metrics) {
        try {
            long began = System.nanoTime();
            List<List<Answer>> answers = AskedModel.answers(together.stream()
                    .map(each -> new AskedModel(each.by.answering(), each.queries()))
                    .toList());
            double seconds = (System.nanoTime() - began) / 1e9;
            for (int i = 0; i < together.size(); i++) {
                together.get(i).complete(answers.get(i), seconds, metrics);
            }
        } catch (RuntimeException | AssertionError e) {
            String jobs =
                    together.stream().map(each -> each.job.jobId()).toList().toString();
            LOG.error("failed unforeseen stage=predictor jobs={}", jobs, e);
            TransientException failure = new TransientException("jobs " + jobs + " cannot be asked: " + e, e);
            together.forEach(each -> each.asks.forEach(ask -> ask.answered().completeExceptionally(failure)));
        }
    }

    private List<EncodedQuery> queries() {
        return asks.stream().flatMap(ask -> ask.queries().stream()).toList();
    }

    private void complete(List<Answer> answers, double seconds, ComputeMetrics metrics) {
        long read = queries().stream().mapToLong(EncodedQuery::length).sum();
        metrics.computed(job.jobId(), answers.size(), read, seconds);
        int from = 0;
        for (Ask ask : asks) {
            int to = from + ask.queries().size();
            ask.answered().complete(new Answered(Optional.of(by.checkpoint()), answers.subList(from, to)));
            from = to;
        }
    }
}
