package sharelora.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What {@code infra/golden/make_golden.py} wrote down of a decoder's language head under one method. */
record GoldenGeneration(JsonNode json) {

    /** Tokens that end a text there. */
    static final List<Integer> ENDS = List.of(1, 3, 5, 7, 11);

    double plainLoss() {
        return json.get("plainLoss").doubleValue();
    }

    double[] losses() {
        return Golden.numbers(json.get("losses"));
    }

    double[] gradient(String parameter) {
        return Golden.numbers(json.get("gradients").get(parameter));
    }

    int[] greedy(int text) {
        return Golden.integers(json.get("greedy").get(text));
    }

    int[] beams(int text) {
        return Golden.integers(json.get("beams").get(text));
    }
}
