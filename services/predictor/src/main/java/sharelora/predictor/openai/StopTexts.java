package sharelora.predictor.openai;

import java.util.List;

/** Texts before which a generated text ends. */
record StopTexts(List<String> stops) {

    /** Where the first of them begins, from that character on; -1 where there is none. */
    int found(StringBuilder text, int from) {
        return stops.stream()
                .mapToInt(stop -> text.indexOf(stop, from))
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /** How much of the text is no beginning of any of them, so that it may be told. */
    int safe(StringBuilder text) {
        for (int from = Math.max(0, text.length() - longest() + 1); from < text.length(); from++) {
            String end = text.substring(from);
            if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
                return from;
            }
        }
        return text.length();
    }

    private int longest() {
        return stops.stream().mapToInt(String::length).max().orElse(1);
    }
}
