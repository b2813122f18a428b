package sharelora.predictor.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.predictor.compute.Search;
import sharelora.predictor.http.HttpProblem;

class PromptRequestTest {

    @Test
    void readsACompletionAndAChat() throws HttpProblem {
        // When
        PromptRequest completion = PromptRequest.completion(bytes("""
            {"model": "m", "prompt": ["a", "b"], "max_tokens": 7, "stop": "x", "logprobs": 2, "stream": true,
             "stream_options": {"include_usage": true}, "temperature": 0, "n": 1, "user": "u", "seed": 3}\
            """));
        PromptRequest chat = PromptRequest.chat(bytes("""
            {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "a"},
             {"type": "text", "text": "b"}]}], "max_completion_tokens": 3, "use_beam_search": true, "best_of": 4,
             "length_penalty": 2, "tools": [], "response_format": {"type": "text"}}\
            """));
        // Then
        assertThat(completion.asked()).isEqualTo(new PromptRequest.Asked.Prompts(List.of("a", "b")));
        assertThat(completion.options().most()).hasValue(7);
        assertThat(completion.options().stops()).containsExactly("x");
        assertThat(completion.options().chances()).hasValue(2);
        assertThat(completion.options().streams()).isTrue();
        assertThat(completion.options().usage()).isTrue();
        assertThat(completion.options().search()).isEqualTo(Search.GREEDY);
        assertThat(chat.asked())
                .isEqualTo(new PromptRequest.Asked.Chat(List.of(Map.of("role", "user", "content", "ab"))));
        assertThat(chat.options().most()).hasValue(3);
        assertThat(chat.options().search()).isEqualTo(new Search(4, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temperature|0.7",
                "n|2",
                "n|0",
                "presence_penalty|1",
                "top_p|0",
                "best_of|3",
                "logprobs|6",
                "max_tokens|0",
                "max_tokens|1.5",
                "max_tokens|\"7\"",
                "stop|[\"a\",\"b\",\"c\",\"d\",\"e\"]",
                "stop|\"\"",
                "stream|1",
                "stream_options|{}",
                "tools|[{\"type\": \"function\"}]",
                "tool_choice|\"required\"",
                "response_format|{\"type\": \"json_object\"}",
                "echo|true",
                "suffix|\"x\"",
                "logit_bias|{\"5\": 1}",
                "modalities|[\"audio\"]",
                "whatever|1",
                "prompt|[1, 2]",
                "prompt|\"\"",
                "prompt|[]"
            })
    void refusesWhatIsNotAnsweredAndNamesIt(String field, String value) {
        // Given
        String prompt = field.equals("prompt") ? "" : ", \"prompt\": \"a\"";
        byte[] body = bytes("{\"model\": \"m\", \"" + field + "\": " + value + prompt + "}");
        // When
        HttpProblem problem = catchThrowableOfType(HttpProblem.class, () -> PromptRequest.completion(body));
        // Then
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.param()).contains(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\": null",
                "\"temperature\": 0.0",
                "\"tools\": null",
                "\"tool_choice\": \"none\"",
                "\"logit_bias\": {}",
                "\"echo\": false",
                "\"top_p\": 0.9",
                "\"best_of\": 1"
            })
    void takesWhatChangesNothing(String field) {
        assertThatCode(() -> PromptRequest.completion(bytes("{\"model\": \"m\", \"prompt\": \"a\", " + field + "}")))
                .doesNotThrowAnyException();
    }

    @Test
    void aBeamSearchNeedsItsBeamsAndIsNotStreamed() {
        assertThat(param("\"use_beam_search\": true")).isEqualTo("best_of");
        assertThat(param("\"use_beam_search\": true, \"best_of\": 33")).isEqualTo("best_of");
        assertThat(param("\"use_beam_search\": true, \"best_of\": 2, \"stream\": true"))
                .isEqualTo("stream");
        assertThat(param("\"use_beam_search\": true, \"best_of\": 2, \"logprobs\": 0"))
                .isEqualTo("logprobs");
    }

    @Test
    void saysWhichMessageIsWrong() {
        // When
        HttpProblem problem = catchThrowableOfType(
                HttpProblem.class,
                () -> PromptRequest.chat(
                        bytes("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"a\"},"
                                + " {\"role\": 1}]}")));
        // Then
        assertThat(problem.param()).contains("messages[1].role");
    }

    private static String param(String field) {
        return catchThrowableOfType(
                        HttpProblem.class,
                        () -> PromptRequest.completion(bytes("{\"model\": \"m\", \"prompt\": \"a\", " + field + "}")))
                .param()
                .orElseThrow();
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
