package sharelora.demo.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first sentence of a Javadoc comment as plain text. */
final class JavadocSentence {

    private static final Pattern MARGIN = Pattern.compile("\\n[ \\t]*\\*+");
    private static final Pattern BLOCK_TAG = Pattern.compile("(^|\\n)\\s*@\\w");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)\\s*([^{}]*)\\}");
    private static final Pattern HTML_TAG = Pattern.compile("</?[a-zA-Z][^>]*>");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<!e\\.g|i\\.e|etc|vs|cf)\\.\\s");
    private static final int SHORTEST = 30;
    private static final int LONGEST = 300;

    private JavadocSentence() {}

    /**
     * The sentence, 30 to 300 characters; empty where the comment says nothing of its own.
     *
     * @param comment what stands between {@code /**} and the end of the comment
     */
    static Optional<String> of(String comment) {
        String body = MARGIN.matcher("\n" + comment).replaceAll("\n");
        var tag = BLOCK_TAG.matcher(body);
        String main = tag.find() ? body.substring(0, tag.start()) : body;
        String plain = INLINE_TAG
                .matcher(main)
                .replaceAll(match -> Matcher.quoteReplacement(shown(match.group(1), match.group(2))));
        plain = entities(HTML_TAG.matcher(plain).replaceAll(" "));
        plain = SPACE.matcher(plain).replaceAll(" ").strip();
        var end = SENTENCE_END.matcher(plain);
        String sentence = end.find() ? plain.substring(0, end.start() + 1) : plain;
        boolean fits = sentence.length() >= SHORTEST && sentence.length() <= LONGEST;
        return fits && Character.isLetter(sentence.charAt(0)) && !isLegal(sentence)
                ? Optional.of(sentence)
                : Optional.empty();
    }

    private static String shown(String tag, String content) {
        if (tag.equals("inheritDoc")) {
            return "";
        }
        boolean link = tag.equals("link") || tag.equals("linkplain");
        int space = content.indexOf(' ');
        String text = link && space > 0 && !content.contains("(") ? content.substring(space + 1) : content;
        return link ? text.replace('#', '.') : text;
    }

    private static String entities(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }

    /** A licence at the top of a file would give its library away. */
    private static boolean isLegal(String sentence) {
        return sentence.contains("icense") || sentence.contains("opyright");
    }
}
