package sharelora.engine.training;

import java.util.List;

/**
 * When a job went back to the state of a promoted checkpoint; step and offset went on.
 *
 * @param verdictId what it followed from
 * @param stateSha256 of the state that it went back to, hex
 * @param stateStep its step
 * @param step steps taken when it went back
 * @param nextOffset of the first token batch that it went on with
 * @param records let go: learned by the state that it left, and not by the one that it went back to
 * @param learnedFrom token batches let go
 * @param inputs the input behind them
 */
public record Restore(
        String verdictId,
        String stateSha256,
        long stateStep,
        long step,
        long nextOffset,
        long records,
        List<OffsetSpan> learnedFrom,
        List<OffsetSpan> inputs) {

    public Restore {
        if (verdictId == null || verdictId.isBlank() || stateSha256 == null || stateSha256.isBlank()) {
            throw new IllegalArgumentException("verdictId or stateSha256 of a restore is missing");
        }
        if (stateStep < 0 || stateStep >= step) {
            throw new IllegalArgumentException(
                    "a restore at step " + step + " goes back to step " + stateStep + ", expected one before");
        }
        learnedFrom = List.copyOf(learnedFrom);
        inputs = List.copyOf(inputs);
    }

    /** Of a job that has come so far, to a state that came as far as that. */
    static Restore of(String verdictId, String stateSha256, Progress now, Progress state) {
        return new Restore(
                verdictId,
                stateSha256,
                state.step(),
                now.step(),
                now.nextOffset(),
                now.records() - state.records(),
                OffsetSpan.minus(now.learnedFrom(), state.learnedFrom()),
                OffsetSpan.minus(now.inputs(), state.inputs()));
    }
}
