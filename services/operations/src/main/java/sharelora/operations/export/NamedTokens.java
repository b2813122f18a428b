package sharelora.operations.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import sharelora.platform.examples.Shown;

/**
 * The special tokens of a base by the names that transformers has for them. What came in is kept; what did not is found in
 * {@code config.json} and {@code tokenizer.json}. Each is a token of the tokenizer: another one would be added to it, and
 * texts that have it would get other ids.
 *
 * @param contents by name: {@code pad_token} and the like
 */
record NamedTokens(Map<String, String> contents) {

    static final String PADDING = "pad_token";
    static final String BEGIN = "bos_token";
    static final String END = "eos_token";

    private static final String UNKNOWN = "unk_token";

    private static final List<String> NAMES =
            List.of(BEGIN, END, UNKNOWN, "sep_token", PADDING, "cls_token", "mask_token");

    private static final List<String> USUAL_PADDING = List.of("[PAD]", "<pad>", "<|pad|>", "<|finetune_right_pad_id|>");

    private static final List<String> USUAL_MASKS = List.of("[MASK]", "<mask>");

    private static final Set<String> ENCODERS = Set.of("bert", "roberta");

    /**
     * Names the tokens of a base.
     *
     * @param base what is known of it
     * @param notes gets a line for a token that cannot be named, and for a makeshift
     */
    static NamedTokens of(ExportedBase base, Consumer<String> notes) {
        Map<String, String> named = new TreeMap<>();
        NAMES.forEach(name -> base.named(name).ifPresent(content -> {
            if (base.has(content)) {
                named.put(name, content);
            } else {
                notes.accept("base '" + base.name() + "': its " + name + " is '" + Shown.of(content)
                        + "', which is no token of its tokenizer.json: left out");
            }
        }));
        found(base)
                .forEach((name, content) ->
                        content.filter(base::has).ifPresent(token -> named.putIfAbsent(name, token)));
        Optional<String> own = ownPadding(base, named);
        Optional<String> padding = own.or(() -> makeshift(base, named));
        named.remove(PADDING);
        padding.ifPresent(token -> named.put(PADDING, token));
        if (own.isEmpty()) {
            notes.accept("base '" + base.name() + "' has no padding token: "
                    + padding.map(token -> "'" + Shown.of(token) + "' pads a batch")
                            .orElse("a batch cannot be padded"));
        }
        return new NamedTokens(named);
    }

    private static Map<String, Optional<String>> found(ExportedBase base) {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        found.put(BEGIN, base.ofConfig("bos_token_id"));
        found.put(END, base.ofConfig("eos_token_id"));
        found.put(UNKNOWN, base.tokenizer().unknown());
        if (ENCODERS.contains(base.family())) {
            found.put("cls_token", base.tokenizer().opening());
            found.put("sep_token", base.tokenizer().closing());
            found.put("mask_token", USUAL_MASKS.stream().filter(base::has).findFirst());
        }
        return found;
    }

    private static Optional<String> ownPadding(ExportedBase base, Map<String, String> named) {
        return Stream.concat(
                        Stream.of(Optional.ofNullable(named.get(PADDING)), base.ofConfig("pad_token_id"))
                                .flatMap(Optional::stream),
                        USUAL_PADDING.stream())
                .filter(token -> base.has(token) && base.mayPad(token))
                .findFirst();
    }

    private static Optional<String> makeshift(ExportedBase base, Map<String, String> named) {
        return Stream.of(END, UNKNOWN, BEGIN)
                .map(named::get)
                .filter(token -> token != null && base.mayPad(token))
                .findFirst();
    }
}
