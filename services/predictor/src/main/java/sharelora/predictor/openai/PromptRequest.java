package sharelora.predictor.openai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.QueryOutcome;
import sharelora.platform.examples.QueryReader;
import sharelora.predictor.http.HttpProblem;
import sharelora.schemas.Query;

/**
 * What a request asks.
 *
 * @param model as it was asked for
 */
record PromptRequest(String model, Asked asked, GenerationOptions options) {

    private static final int MOST_PROMPTS = 32;
    private static final int MOST_MESSAGES = 1_000;

    /** Prompts as they are, or a conversation. */
    sealed interface Asked {

        /** @param texts at least one; each goes on for itself */
        record Prompts(List<String> texts) implements Asked {}

        /** @param messages each with its role and content */
        record Chat(List<Map<String, String>> messages) implements Asked {}
    }

    /** @throws HttpProblem 400 naming the field that is wrong */
    static PromptRequest completion(byte[] body) throws HttpProblem {
        RequestFields fields = RequestFields.of(body);
        String model = fields.requiredText("model");
        GenerationOptions options = GenerationOptions.of(fields, false);
        List<String> prompts = prompts(fields);
        fields.requireAllRead();
        return new PromptRequest(model, new Asked.Prompts(prompts), options);
    }

    /** As the other. */
    static PromptRequest chat(byte[] body) throws HttpProblem {
        RequestFields fields = RequestFields.of(body);
        String model = fields.requiredText("model");
        GenerationOptions options = GenerationOptions.of(fields, true);
        List<Map<String, String>> messages = messages(fields);
        fields.requireAllRead();
        return new PromptRequest(model, new Asked.Chat(messages), options);
    }

    private static List<String> prompts(RequestFields fields) throws HttpProblem {
        JsonValue value = fields.value("prompt").orElseThrow(() -> fields.missing("prompt"));
        List<JsonValue> items = value instanceof JsonValue.Items(List<JsonValue> several) ? several : List.of(value);
        if (items.isEmpty() || items.size() > MOST_PROMPTS) {
            throw fields.wrong("prompt", "found " + items.size() + " texts, expected 1 to " + MOST_PROMPTS);
        }
        List<String> prompts = new ArrayList<>();
        for (JsonValue item : items) {
            String text = fields.text("prompt", item);
            if (QueryReader.check(new Query("", text, null, null, false)) instanceof QueryOutcome.Poison poison) {
                throw fields.wrong("prompt", poison.detail());
            }
            prompts.add(text);
        }
        return List.copyOf(prompts);
    }

    private static List<Map<String, String>> messages(RequestFields fields) throws HttpProblem {
        List<JsonValue> items = fields.items("messages").orElseThrow(() -> fields.missing("messages"));
        if (items.isEmpty() || items.size() > MOST_MESSAGES) {
            throw fields.wrong("messages", "found " + items.size() + ", expected 1 to " + MOST_MESSAGES);
        }
        List<Map<String, String>> messages = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            messages.add(message(RequestFields.of("messages[" + i + "].", items.get(i))));
        }
        return List.copyOf(messages);
    }

    private static Map<String, String> message(RequestFields fields) throws HttpProblem {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", fields.requiredText("role"));
        message.put("content", content(fields));
        Optional<String> name = fields.text("name");
        name.ifPresent(each -> message.put("name", each));
        for (String nothing : List.of("refusal", "audio", "annotations")) {
            fields.value(nothing); // clients send an answer back as they have got it
        }
        if (fields.items("tool_calls").filter(calls -> !calls.isEmpty()).isPresent()) {
            throw OpenAiErrors.unsupported("messages", "messages: expected no tool_calls, since tools are not called");
        }
        fields.requireAllRead();
        return message;
    }

    /** A text, or parts that are texts, one behind the other. */
    private static String content(RequestFields fields) throws HttpProblem {
        JsonValue value = fields.value("content").orElseThrow(() -> fields.missing("content"));
        if (!(value instanceof JsonValue.Items(List<JsonValue> parts))) {
            return fields.text("content", value);
        }
        StringBuilder text = new StringBuilder();
        for (JsonValue part : parts) {
            RequestFields inner = RequestFields.of("content.", part);
            if (!inner.requiredText("type").equals("text")) {
                throw OpenAiErrors.unsupported("messages", "messages: expected content of texts alone");
            }
            text.append(inner.requiredText("text"));
        }
        return text.toString();
    }
}
