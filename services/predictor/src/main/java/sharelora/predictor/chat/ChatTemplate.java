package sharelora.predictor.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a base wants a conversation written: the template in the language Jinja that its {@code tokenizer_config.json} or
 * {@code chat_template.jinja} has. A template is a stranger's: what it may write is bounded, and it reaches nothing but the
 * conversation.
 */
public final class ChatTemplate {

    private static final int LONGEST = 400_000;
    private static final int DEEPEST = 20;

    /** Spaces before a block that begins its line, and the end of the line behind one: transformers has Jinja drop them. */
    private static final Pattern DROPPED = Pattern.compile("(?m)^[ \\t]+(?=\\{[%#](?!\\+))|(?<=[%#]\\})\\n");

    private final String template;
    private final Map<String, String> tokens;
    private final Jinjava jinja;

    /**
     * Not rendered yet.
     *
     * @param tokens special tokens by their names, such as {@code bos_token}
     */
    public ChatTemplate(String template, Map<String, String> tokens) {
        this.template = DROPPED.matcher(template).replaceAll("");
        this.tokens = Map.copyOf(tokens);
        this.jinja = new Jinjava(JinjavaConfig.newBuilder()
                // What somebody says is never read as a template.
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(LONGEST)
                .withMaxRenderDepth(DEEPEST)
                .withMaxMacroRecursionDepth(DEEPEST)
                .withMaxStringLength(LONGEST)
                .withMaxListSize(LONGEST)
                .withMaxMapSize(LONGEST)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withUseSnakeCasePropertyNaming(true)
                        .withKeepNullableLoopValues(true)
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .build())
                .build());
        jinja.setResourceLocator((name, encoding, interpreter) -> {
            throw new java.io.FileNotFoundException("a chat template reads no other: " + name);
        });
        jinja.getGlobalContext().registerFunction(RaiseException.FUNCTION);
    }

    /**
     * The conversation as a prompt for what the assistant says next.
     *
     * @param messages each with its {@code role} and {@code content}
     * @throws IllegalArgumentException where the template does not take it, saying why
     */
    public String prompt(List<Map<String, String>> messages) {
        Map<String, Object> bindings = new LinkedHashMap<>(tokens);
        bindings.put("messages", messages.stream().map(LinkedHashMap::new).toList());
        bindings.put("add_generation_prompt", true);
        RenderResult result = jinja.renderForResult(template, bindings);
        for (TemplateError error : result.getErrors()) {
            if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
                throw new IllegalArgumentException(RaiseException.said(error));
            }
        }
        return result.getOutput();
    }
}
