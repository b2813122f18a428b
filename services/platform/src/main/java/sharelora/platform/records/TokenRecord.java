package sharelora.platform.records;

import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * One record of a TokenBatch.
 *
 * @param exampleId of the example that it was made from
 * @param source where the example was read
 * @param tokenIds its own, not to be changed
 * @param second which token is the first of a second text; their number where there is none
 * @param target index of its label; 0 where the task is not classification
 * @param score its value; null where the task is not regression
 * @param prompt how many tokens at its beginning are given; null where the task is not generation
 */
public record TokenRecord(
        String exampleId, Source source, int[] tokenIds, int second, int target, Double score, Integer prompt) {

    /** A record of the task classification. */
    public static TokenRecord classified(String exampleId, Source source, int[] tokenIds, int second, int target) {
        return new TokenRecord(exampleId, source, tokenIds, second, target, null, null);
    }

    /** A record of the task regression. */
    public static TokenRecord scored(String exampleId, Source source, int[] tokenIds, int second, double score) {
        return new TokenRecord(exampleId, source, tokenIds, second, 0, score, null);
    }

    /** A record of the task generation. */
    public static TokenRecord completed(String exampleId, Source source, int[] tokenIds, int prompt) {
        return new TokenRecord(exampleId, source, tokenIds, tokenIds.length, 0, null, prompt);
    }

    /** The record at that place of a batch. */
    public static TokenRecord of(TokenBatch batch, int place) {
        int from = batch.getSequenceStarts().get(place);
        int to = batch.getSequenceStarts().get(place + 1);
        return new TokenRecord(
                batch.getExampleIds().get(place),
                batch.getSources().get(place),
                batch.getTokenIds().subList(from, to).stream()
                        .mapToInt(Integer::intValue)
                        .toArray(),
                (batch.getPairStarts() == null ? to : batch.getPairStarts().get(place)) - from,
                batch.getTargets().get(place),
                batch.getScores() == null ? null : batch.getScores().get(place),
                batch.getCompletionStarts() == null
                        ? null
                        : batch.getCompletionStarts().get(place) - from);
    }

    /** How many tokens it has. */
    public int length() {
        return tokenIds.length;
    }
}
