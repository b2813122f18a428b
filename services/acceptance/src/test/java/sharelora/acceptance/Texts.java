package sharelora.acceptance;

import java.util.ArrayList;
import java.util.List;

/** Labelled sentences with a rule that a model of language has to see: cooking or weather. */
final class Texts {

    private static final List<List<String>> COOKING = List.of(
            List.of("Stir", "Season", "Serve", "Taste", "Simmer", "Pour", "Reheat", "Garnish"),
            List.of("the onion soup", "the tomato sauce", "the rice", "the lentils", "the stew", "the gravy"),
            List.of(
                    "with pepper",
                    "with butter",
                    "over low heat",
                    "in a deep pan",
                    "with fresh herbs",
                    "before dinner"));
    private static final List<List<String>> WEATHER = List.of(
            List.of("Rain", "Snow", "Fog", "Thunder", "Hail", "Drizzle", "Frost", "Sunshine"),
            List.of("is expected", "is forecast", "arrives", "spreads", "lingers", "ends"),
            List.of("in the north", "on the coast", "by tomorrow", "over the hills", "this weekend", "after dark"));

    private Texts() {}

    /** Lines {@code {"id","text","label"}} of these numbers, below 576; the labels alternate, no text comes twice. */
    static List<String> lines(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            boolean cooking = i % 2 == 0;
            lines.add(line("text-" + i, sentence(cooking ? COOKING : WEATHER, i / 2), cooking ? "cooking" : "weather"));
        }
        return lines;
    }

    static String line(String id, String text, String label) {
        return "{\"id\": \"%s\", \"text\": \"%s\", \"label\": \"%s\"}".formatted(id, text, label);
    }

    /** Steps through all combinations, the first word changing fastest. */
    private static String sentence(List<List<String>> parts, int number) {
        int left = number;
        List<String> words = new ArrayList<>();
        for (List<String> part : parts) {
            words.add(part.get(left % part.size()));
            left /= part.size();
        }
        return String.join(" ", words) + ".";
    }
}
