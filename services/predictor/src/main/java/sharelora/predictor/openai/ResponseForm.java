package sharelora.predictor.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import sharelora.predictor.compute.ServedCheckpoint;

/**
 * How responses to one request are written.
 *
 * @param chat whether they are a chat's
 * @param created seconds since 1970
 * @param chances whether log-probabilities are told
 * @param words the text of tokens
 */
record ResponseForm(
        boolean chat, String id, long created, String model, boolean chances, Function<int[], String> words) {

    static ResponseForm of(boolean chat, PromptRequest request, Function<int[], String> words) {
        String id =
                (chat ? "chatcmpl-" : "cmpl-") + UUID.randomUUID().toString().replace("-", "");
        return new ResponseForm(
                chat,
                id,
                System.currentTimeMillis() / 1000,
                request.model(),
                request.options().chances().isPresent(),
                words);
    }

    /** The whole response. */
    JsonObject whole(ServedCheckpoint by, List<SaidText> texts, JsonObject usage) {
        JsonArray choices = new JsonArray();
        for (int i = 0; i < texts.size(); i++) {
            SaidText text = texts.get(i);
            JsonObject choice = new JsonObject().put("index", i);
            if (chat) {
                choice.put(
                        "message",
                        new JsonObject()
                                .put("role", "assistant")
                                .put("content", text.text())
                                .put("refusal", null));
            } else {
                choice.put("text", text.text());
            }
            choices.add(choice.put("logprobs", chances(text, 0)).put("finish_reason", text.finish()));
        }
        return frame(by, chat ? "chat.completion" : "text_completion", choices).put("usage", usage);
    }

    /** What a stream begins with for each text; only a chat's says anything. */
    Optional<JsonObject> opening(ServedCheckpoint by, int index) {
        JsonObject delta = new JsonObject().put("role", "assistant").put("content", "");
        return chat ? Optional.of(chunk(by, index, delta, null, null)) : Optional.empty();
    }

    /**
     * What is new of a text.
     *
     * @param before characters of it that were told already
     */
    JsonObject part(ServedCheckpoint by, int index, SaidText news, int before) {
        Object content = chat
                ? news.text().isEmpty() ? new JsonObject() : new JsonObject().put("content", news.text())
                : news.text();
        return chunk(by, index, content, chances(news, before), news.finish().isEmpty() ? null : news.finish());
    }

    private JsonObject chunk(ServedCheckpoint by, int index, Object content, JsonObject chances, String finish) {
        JsonObject choice = new JsonObject()
                .put("index", index)
                .put(chat ? "delta" : "text", content)
                .put("logprobs", chances)
                .put("finish_reason", finish);
        return frame(by, streamed(), new JsonArray().add(choice));
    }

    /** What a stream ends with where its usage is asked for. */
    JsonObject usage(ServedCheckpoint by, JsonObject usage) {
        return frame(by, streamed(), new JsonArray()).put("usage", usage);
    }

    private String streamed() {
        return chat ? "chat.completion.chunk" : "text_completion";
    }

    private JsonObject frame(ServedCheckpoint by, String object, JsonArray choices) {
        return new JsonObject()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put("system_fingerprint", by.adapterName())
                .put("choices", choices);
    }

    /** Null where none is asked for. */
    private JsonObject chances(SaidText text, int before) {
        if (!chances) {
            return null;
        }
        return chat ? ofChat(text.chances()) : ofCompletion(text.chances(), before);
    }

    private JsonObject ofChat(List<TokenChance> all) {
        JsonArray content = new JsonArray();
        for (TokenChance each : all) {
            JsonArray top = new JsonArray();
            each.top().forEach(other -> top.add(ofChat(other)));
            content.add(ofChat(each).put("top_logprobs", top));
        }
        return new JsonObject().put("content", content).put("refusal", null);
    }

    private JsonObject ofChat(TokenChance chance) {
        String word = word(chance);
        JsonArray bytes = new JsonArray();
        for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
        return new JsonObject()
                .put("token", word)
                .put("logprob", chance.logProbability())
                .put("bytes", bytes);
    }

    private JsonObject ofCompletion(List<TokenChance> all, int before) {
        JsonArray tokens = new JsonArray();
        JsonArray found = new JsonArray();
        JsonArray tops = new JsonArray();
        JsonArray offsets = new JsonArray();
        int offset = before;
        for (TokenChance each : all) {
            JsonObject top = new JsonObject();
            each.top().forEach(other -> top.put(word(other), other.logProbability()));
            tokens.add(word(each));
            found.add(each.logProbability());
            tops.add(top);
            offsets.add(offset);
            offset += word(each).length();
        }
        return new JsonObject()
                .put("tokens", tokens)
                .put("token_logprobs", found)
                .put("top_logprobs", tops)
                .put("text_offset", offsets);
    }

    private String word(TokenChance chance) {
        return words.apply(new int[] {chance.token()});
    }
}
