package sharelora.predictor.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sharelora.platform.examples.JsonValue;
import sharelora.predictor.compute.Search;
import sharelora.predictor.http.HttpProblem;

/**
 * How a request wants its texts.
 *
 * @param most tokens of each; empty: as many as there is room for
 * @param stops texts before which each ends
 * @param chances how many of the likeliest tokens are told for each token; empty: not even its own log-probability
 * @param streams whether each text is told while it grows
 * @param usage whether a stream ends with what was used
 */
record GenerationOptions(
        OptionalInt most, List<String> stops, Search search, OptionalInt chances, boolean streams, boolean usage) {

    private static final int MOST_STOPS = 4;
    private static final int LONGEST_STOP = 1_000;
    private static final int MOST_BEAMS = 32;
    private static final int MOST_CHANCES = 20;
    private static final double MOST_PENALTY = 100;

    /**
     * Reads what both kinds of request share.
     *
     * @param chat whether it is a chat's, which spells some of it otherwise
     */
    static GenerationOptions of(RequestFields fields, boolean chat) throws HttpProblem {
        GreedyRules.check(fields);
        boolean streams = fields.flag("stream");
        Search search = search(fields, streams);
        OptionalInt chances = chat ? chancesOfChat(fields) : fields.integer("logprobs", 0, 5);
        if (chances.isPresent() && search.beams() > 1) {
            throw OpenAiErrors.unsupported("logprobs", "logprobs: a beam search tells none, expected none asked");
        }
        return new GenerationOptions(
                most(fields, chat), stops(fields), search, chances, streams, usage(fields, streams));
    }

    private static OptionalInt most(RequestFields fields, boolean chat) throws HttpProblem {
        OptionalInt most = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
        if (!chat) {
            return most;
        }
        OptionalInt newer = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        return newer.isPresent() ? newer : most;
    }

    private static Search search(RequestFields fields, boolean streams) throws HttpProblem {
        boolean beams = fields.flag("use_beam_search");
        OptionalInt best = fields.integer("best_of", 1, MOST_BEAMS);
        double penalty = fields.number("length_penalty").orElse(1);
        if (Math.abs(penalty) > MOST_PENALTY) {
            throw fields.wrong("length_penalty", "found " + penalty + ", expected a number from -100 to 100");
        }
        if (!beams && best.orElse(1) > 1) {
            throw OpenAiErrors.unsupported(
                    "best_of", "best_of: found " + best.getAsInt() + " without use_beam_search, expected 1");
        }
        if (beams && best.isEmpty()) {
            throw fields.missing("best_of");
        }
        if (beams && streams) {
            throw OpenAiErrors.unsupported("stream", "stream: a beam search knows its text at the end, expected false");
        }
        return best.orElse(1) == 1 ? Search.GREEDY : new Search(best.getAsInt(), penalty);
    }

    private static OptionalInt chancesOfChat(RequestFields fields) throws HttpProblem {
        boolean told = fields.flag("logprobs");
        OptionalInt top = fields.integer("top_logprobs", 0, MOST_CHANCES);
        if (top.orElse(0) > 0 && !told) {
            throw fields.wrong("top_logprobs", "expected logprobs: true beside it");
        }
        return told ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty();
    }

    private static List<String> stops(RequestFields fields) throws HttpProblem {
        Optional<JsonValue> value = fields.value("stop");
        if (value.isEmpty()) {
            return List.of();
        }
        List<JsonValue> items =
                value.get() instanceof JsonValue.Items(List<JsonValue> several) ? several : List.of(value.get());
        if (items.size() > MOST_STOPS) {
            throw fields.wrong("stop", "found " + items.size() + " texts, expected at most " + MOST_STOPS);
        }
        List<String> stops = new ArrayList<>();
        for (JsonValue item : items) {
            String stop = fields.text("stop", item);
            if (stop.isEmpty() || stop.length() > LONGEST_STOP) {
                throw fields.wrong("stop", "expected texts of 1 to " + LONGEST_STOP + " characters");
            }
            stops.add(stop);
        }
        return List.copyOf(stops);
    }

    private static boolean usage(RequestFields fields, boolean streams) throws HttpProblem {
        Optional<JsonValue> options = fields.value("stream_options");
        if (options.isEmpty()) {
            return false;
        }
        if (!streams) {
            throw fields.wrong("stream_options", "expected stream: true beside it");
        }
        RequestFields inner = RequestFields.of("stream_options.", options.get());
        boolean usage = inner.flag("include_usage");
        inner.flag("include_obfuscation"); // against whoever measures lengths on the way; TLS is there for that
        inner.requireAllRead();
        return usage;
    }
}
