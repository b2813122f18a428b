package sharelora.predictor.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {

    private static final String CHATML = "{% for message in messages %}{% if loop.first and messages[0]['role'] !="
            + " 'system' %}{{ '<|im_start|>system\\n"
            + "You help<|im_end|>\\n"
            + "' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n"
            + "' + message['content'] + '<|im_end|>' + '\\n"
            + "'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n"
            + "' }}{% endif %}";

    private static final String ALTERNATING = """
        {{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set start = 1 %}{% set system = messages[0]['content'] | trim %}{% else %}{% set start = 0 %}{% endif %}
        {%- for message in messages[start:] -%}
            {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
                {{- raise_exception('roles must alternate') -}}
            {%- endif -%}
            {%- if message['role'] == 'user' -%}
                {{- '[INST] ' + (system + ' ' if system is defined and loop.first else '') + message['content'] | trim + ' [/INST]' -}}
            {%- else -%}
                {{- ' ' + message['content'] + eos_token -}}
            {%- endif -%}
        {%- endfor -%}
        """;

    @TempDir
    private Path folder;

    @Test
    void writesAConversationAsTheTemplateSays() {
        assertThat(new ChatTemplate(CHATML, Map.of()).prompt(List.of(message("user", "Say 'hi' {{ now }} <b>"))))
                .isEqualTo("""
                    <|im_start|>system
                    You help<|im_end|>
                    <|im_start|>user
                    Say 'hi' {{ now }} <b><|im_end|>
                    <|im_start|>assistant
                    """);
    }

    @Test
    void dropsSpacesBeforeBlocksThatBeginALineAndLineEndsBehindBlocksAlone() {
        // Given
        ChatTemplate template = new ChatTemplate("""
            {% for m in messages %}
              {% if true %}
              a {% endif %}b
            {% endfor %}
            {# c #}
             {{ 1 }}
            """, Map.of());
        // When
        String prompt = template.prompt(List.of(message("user", "x")));
        // Then
        assertThat(prompt).isEqualTo("  a b\n 1\n");
    }

    @Test
    void knowsTokensListsTestsAndFilters() {
        // Given
        ChatTemplate template = new ChatTemplate(ALTERNATING, Map.of("bos_token", "<s>", "eos_token", "</s>"));
        // When
        String prompt = template.prompt(List.of(
                message("system", " short "), message("user", "a"), message("assistant", "b"), message("user", "c")));
        // Then
        assertThat(prompt).isEqualTo("<s>[INST] short a [/INST] b</s>[INST] c [/INST]");
    }

    @Test
    void saysWhatTheTemplateSaysOfAConversationThatItDoesNotTake() {
        assertThatThrownBy(() -> new ChatTemplate(ALTERNATING, Map.of("bos_token", "<s>", "eos_token", "</s>"))
                        .prompt(List.of(message("assistant", "b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the base's chat template says: roles must alternate");
    }

    @Test
    void reachesNoFilesAndNoClasses() {
        for (String hostile : List.of(
                "{% include '/etc/hostname' %}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}", "{{ messages.getClass() }}")) {
            assertThatThrownBy(() -> new ChatTemplate(hostile, Map.of()).prompt(List.of(message("user", "a"))))
                    .as(hostile)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void writesNoMoreThanItsBound() {
        String endless = "{% for a in range(1000) %}{% for b in range(1000) %}xxxxxxxxxx{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> new ChatTemplate(endless, Map.of()).prompt(List.of(message("user", "a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isFoundWhereTransformersLookForIt() throws IOException {
        // Given
        Path config = folder.resolve("tokenizer_config.json");
        assertThat(ChatTemplateFiles.of(folder)).isEmpty();
        Files.writeString(config, """
            {"eos_token": {"content": "E"}, "chat_template": [{"name": "tool_use", "template": "t"},
             {"name": "default", "template": "d{{ eos_token }}"}]}\
            """);
        String named = ChatTemplateFiles.of(folder).orElseThrow().prompt(List.of(message("user", "a")));
        Files.writeString(folder.resolve("chat_template.jinja"), "alone{{ eos_token }}");
        // When
        String alone = ChatTemplateFiles.of(folder).orElseThrow().prompt(List.of(message("user", "a")));
        // Then
        assertThat(named).isEqualTo("dE");
        assertThat(alone).isEqualTo("aloneE");
    }

    private static Map<String, String> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }
}
