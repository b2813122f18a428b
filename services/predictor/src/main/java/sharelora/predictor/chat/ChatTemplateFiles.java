package sharelora.predictor.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;

/** Reads the chat template out of a base's folder, as Hugging Face transformers look for it. */
public final class ChatTemplateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ChatTemplateFiles.class);
    private static final String FIELD = "chat_template";
    private static final List<String> TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token");

    private ChatTemplateFiles() {}

    /** The template; empty where the base comes without one that can be read. */
    public static Optional<ChatTemplate> of(Path folder) {
        try {
            Path file = folder.resolve("tokenizer_config.json");
            Optional<JsonFields> config =
                    Files.isRegularFile(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
            return text(folder, config)
                    .map(template -> new ChatTemplate(
                            template, config.map(ChatTemplateFiles::tokens).orElse(Map.of())));
        } catch (IOException | ModelFormatException e) {
            LOG.warn("no chat template cause={}", e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(Path folder, Optional<JsonFields> config) throws IOException {
        Path alone = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(alone)) {
            return Optional.of(Files.readString(alone));
        }
        Path json = folder.resolve("chat_template.json");
        Optional<String> within = config.flatMap(ChatTemplateFiles::text);
        return within.isEmpty() && Files.isRegularFile(json) ? text(JsonFields.read(json)) : within;
    }

    /** One text, or several by their names, of which the one named default is taken. */
    private static Optional<String> text(JsonFields config) {
        return switch (config.values().get(FIELD)) {
            case String text -> Optional.of(text);
            case List<?> several ->
                several.stream()
                        .filter(each -> each instanceof Map<?, ?> named && "default".equals(named.get("name")))
                        .map(each -> ((Map<?, ?>) each).get("template"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .findFirst();
            case null, default -> Optional.empty();
        };
    }

    private static Map<String, String> tokens(JsonFields config) {
        Map<String, String> tokens = new TreeMap<>();
        for (String name : TOKENS) {
            switch (config.values().get(name)) {
                case String text -> tokens.put(name, text);
                case Map<?, ?> added when added.get("content") instanceof String text -> tokens.put(name, text);
                case null, default -> {}
            }
        }
        return tokens;
    }
}
