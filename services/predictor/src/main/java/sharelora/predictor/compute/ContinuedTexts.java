package sharelora.predictor.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;

/** Texts that are continued together, and how. What comes while they are waits until all of them have ended. */
record ContinuedTexts(List<Continuing> asks) {

    private static final Logger LOG = LoggerFactory.getLogger(ContinuedTexts.class);

    /** Most beams that run at once: it bounds the memory of what they have seen. */
    private static final int MOST_BEAMS = 32;

    /** The first, and those right behind it in the queue that its search can take along. */
    static ContinuedTexts gathered(Continuing first, Queue<Work> queue) {
        List<Continuing> asks = new ArrayList<>(List.of(first));
        int beams = first.search().beams() * first.texts().size();
        while (queue.peek() instanceof Continuing next && next.joins(first)) {
            beams += next.search().beams() * next.texts().size();
            if (beams > MOST_BEAMS) {
                break;
            }
            asks.add(next);
            queue.remove();
        }
        return new ContinuedTexts(asks);
    }

    /** Has the job's adapter continue them. */
    void answer(ComputeMetrics metrics) {
        List<Continuing> waiting =
                asks.stream().filter(ask -> !ask.continued().isDone()).toList();
        if (waiting.isEmpty()) {
            return;
        }
        ServedJob job = waiting.getFirst().job();
        try {
            Optional<ServedAdapter> adapter = job.adapter();
            if (adapter.isEmpty()) {
                waiting.forEach(ask -> ask.continued().complete(Continued.BY_NOBODY));
            } else {
                answer(waiting, adapter.get(), metrics);
            }
        } catch (RuntimeException | AssertionError e) {
            LOG.error("failed unforeseen stage=predictor job={}", job.jobId(), e);
            TransientException failure = new TransientException("job " + job.jobId() + " cannot be asked: " + e, e);
            waiting.forEach(ask -> ask.continued().completeExceptionally(failure));
        }
    }

    private static void answer(List<Continuing> waiting, ServedAdapter adapter, ComputeMetrics metrics) {
        List<Continuing> taken = new ArrayList<>();
        for (Continuing ask : waiting) {
            Optional<Answer.Refused> obstacle = ask.texts().stream()
                    .flatMap(text -> adapter.answering().obstacle(text.prompt()).stream())
                    .findFirst();
            if (obstacle.isPresent()) {
                ask.continued().complete(new Continued(Optional.of(adapter.checkpoint()), List.of(), obstacle));
            } else if (!ask.wanted().test(adapter.checkpoint())) {
                ask.continued().complete(Continued.BY_NOBODY);
            } else {
                taken.add(ask);
            }
        }
        if (!taken.isEmpty()) {
            say(taken, adapter, metrics);
        }
    }

    private static void say(List<Continuing> taken, ServedAdapter adapter, ComputeMetrics metrics) {
        List<Continuation> texts =
                taken.stream().flatMap(ask -> ask.texts().stream()).toList();
        long began = System.nanoTime();
        List<int[]> said =
                adapter.answering().continuations(texts, taken.getFirst().search());
        metrics.computed(
                taken.getFirst().job().jobId(),
                texts.size(),
                texts.stream().mapToLong(text -> text.prompt().length()).sum(),
                (System.nanoTime() - began) / 1e9);
        int from = 0;
        for (Continuing ask : taken) {
            int to = from + ask.texts().size();
            ask.continued().complete(Continued.of(adapter.checkpoint(), said.subList(from, to)));
            from = to;
        }
    }
}
