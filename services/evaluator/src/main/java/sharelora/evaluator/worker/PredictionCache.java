package sharelora.evaluator.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.ops.Arithmetic;
import sharelora.models.base.ArithmeticRecords;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.EvalTask;

/**
 * What subjects have answered lately: on a suite that does not change, step zero, the probe and the promoted checkpoint
 * are asked once, not with every candidate. An answer depends on the subject, the records and how they are computed alone, so one that is
 * remembered is the one that would be given again. Keeps about a million answers. Not thread-safe.
 */
final class PredictionCache {

    private static final int MOST = 1_000_000;

    private final Map<Question, PredictionBuffer> buffers = new LinkedHashMap<>(16, 0.75f, true);
    private int answers;

    /** @param subject hash of the checkpoint or probe */
    private record Question(
            String subject,
            String suiteSha256,
            int from,
            int to,
            Optional<BeamSearch> beamSearch,
            Arithmetic arithmetic) {

        static Question of(EvalTask task, String subject) {
            return new Question(
                    subject,
                    task.getSuiteSha256(),
                    task.getFrom(),
                    task.getTo(),
                    Optional.ofNullable(task.getBeamSearch()),
                    ArithmeticRecords.of(task));
        }
    }

    Optional<PredictionBuffer> answer(EvalTask task, String subject) {
        return Optional.ofNullable(buffers.get(Question.of(task, subject)));
    }

    void add(EvalTask task, String subject, PredictionBuffer buffer) {
        PredictionBuffer before = buffers.put(Question.of(task, subject), buffer);
        answers += buffer.records() - (before == null ? 0 : before.records());
        for (var oldest = buffers.values().iterator(); answers > MOST && buffers.size() > 1; ) {
            answers -= oldest.next().records();
            oldest.remove();
        }
    }
}
