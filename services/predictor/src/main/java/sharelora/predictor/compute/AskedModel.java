package sharelora.predictor.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.engine.inference.MixedInference;

/** Queries that one model is asked, in a batch that others may share. */
record AskedModel(Answering answering, List<EncodedQuery> queries) {

    /**
     * The answers to all of these.
     *
     * @param all of one base, each of which {@link Answering#mixes}; or a single one
     * @return for each of them an answer for each query, in their order
     */
    static List<List<Answer>> answers(List<AskedModel> all) {
        List<Answer[]> answers = new ArrayList<>();
        List<MixedInference.Part> parts = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        for (AskedModel asked : all) {
            Answer[] own = asked.refused();
            answers.add(own);
            int[] taken =
                    IntStream.range(0, own.length).filter(i -> own[i] == null).toArray();
            places.add(taken);
            if (taken.length > 0 && asked.answering().mixes()) {
                parts.add(new MixedInference.Part(asked.answering().model(), asked.packed(taken)));
            }
        }
        List<float[][]> outputs = parts.isEmpty()
                ? List.of()
                : all.getFirst().answering().together().outputs(parts);
        int next = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (places.get(i).length > 0) {
                AskedModel asked = all.get(i);
                List<Answer> said = asked.answering().mixes()
                        ? asked.said(outputs.get(next++))
                        : asked.answering().continued(asked.only(places.get(i)));
                put(said, places.get(i), answers.get(i));
            }
        }
        return answers.stream().map(List::of).toList();
    }

    private static void put(List<Answer> said, int[] places, Answer[] answers) {
        for (int i = 0; i < places.length; i++) {
            answers[places[i]] = said.get(i);
        }
    }

    /** Where the base can never take a query; nothing elsewhere. */
    private Answer[] refused() {
        Answer[] refused = new Answer[queries.size()];
        for (int i = 0; i < refused.length; i++) {
            Optional<Answer.Refused> obstacle = answering.obstacle(queries.get(i));
            refused[i] = obstacle.orElse(null);
        }
        return refused;
    }

    private List<Answer> said(float[][] outputs) {
        return Arrays.stream(outputs).map(answering::said).toList();
    }

    private List<EncodedQuery> only(int[] places) {
        return Arrays.stream(places).mapToObj(queries::get).toList();
    }

    private PackedBatch packed(int[] places) {
        List<EncodedQuery> some = only(places);
        int[] starts = new int[some.size() + 1];
        int[] seconds = new int[some.size()];
        for (int i = 0; i < seconds.length; i++) {
            starts[i + 1] = starts[i] + some.get(i).length();
            seconds[i] = some.get(i).second();
        }
        int[] ids =
                some.stream().flatMapToInt(query -> Arrays.stream(query.ids())).toArray();
        return new PackedBatch(ids, starts, seconds, new Targets.Classes(new int[seconds.length]));
    }
}
