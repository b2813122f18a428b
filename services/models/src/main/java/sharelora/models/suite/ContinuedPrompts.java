package sharelora.models.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the first prompts of a slice were gone on with, in token ids. As bytes each list of ids is a line, and four lines are
 * a prompt.
 */
public record ContinuedPrompts(List<ContinuedPrompt> prompts) {

    /** Most prompts. */
    public static final int MOST = 5;

    /** Most tokens of each list; what goes on beyond is cut off. */
    private static final int MOST_TOKENS = 256;

    private static final int LINES = 4;

    public ContinuedPrompts {
        prompts = List.copyOf(prompts);
    }

    /**
     * One prompt.
     *
     * @param asked how it truly goes on
     * @param before what the untouched base said; empty where it was not asked
     * @param after what the checkpoint said
     */
    public record ContinuedPrompt(
            List<Integer> prompt, List<Integer> asked, List<Integer> before, List<Integer> after) {

        public ContinuedPrompt {
            prompt = first(prompt);
            asked = first(asked);
            before = first(before);
            after = first(after);
        }

        private static List<Integer> first(List<Integer> tokens) {
            return List.copyOf(tokens.subList(0, Math.min(MOST_TOKENS, tokens.size())));
        }
    }

    /** What {@link #read} reads. */
    public byte[] bytes() {
        return prompts.stream()
                .flatMap(each -> List.of(each.prompt(), each.asked(), each.before(), each.after()).stream())
                .map(tokens -> tokens.stream().map(Object::toString).collect(Collectors.joining(" ")) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IllegalArgumentException where the bytes are none */
    public static ContinuedPrompts read(byte[] bytes) {
        List<List<Integer>> lines = new String(bytes, StandardCharsets.US_ASCII)
                .lines()
                .map(ContinuedPrompts::tokens)
                .toList();
        if (lines.size() % LINES != 0) {
            throw new IllegalArgumentException(
                    "continued prompts: " + lines.size() + " lines, expected four for each prompt");
        }
        List<ContinuedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += LINES) {
            prompts.add(new ContinuedPrompt(lines.get(i), lines.get(i + 1), lines.get(i + 2), lines.get(i + 3)));
        }
        return new ContinuedPrompts(prompts);
    }

    private static List<Integer> tokens(String line) {
        return line.isEmpty()
                ? List.of()
                : Arrays.stream(line.split(" ", -1)).map(Integer::valueOf).toList();
    }
}
