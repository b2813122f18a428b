package sharelora.demo.data;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The HTML of Tomcat's changelog → its changes. Releases stand newest first, each with the components that were changed:
 * {@code id="Tomcat_9.0.97_(remm)/Catalina"}, in older ones {@code name=}. A release without a date never came out: its
 * changes did with the next newer one.
 */
final class Changelog {

    // Alternatives in the order in which they are told apart: release or component; date; change.
    private static final Pattern PARTS = Pattern.compile(
            "(?:id|name)=\"Tomcat_([^\"/]+)(?:/([^\"]+))?\""
                    + "|>\\s*(?:released|alpha,|beta,)?\\s*(\\d{4}-\\d{2}-\\d{2})\\s*</(?:span|strong)>"
                    + "|<img alt=\"([A-Za-z]+)[^>]*>(.*?)(?:</li>|</td></tr>)",
            Pattern.DOTALL);

    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern BUG = Pattern.compile("^(?:\\d{4,6}(?:, )?)+: ?");
    private static final Pattern AUTHORS = Pattern.compile(" *\\([a-z0-9/, ]{2,40}\\)$");
    private static final int SHORTEST = 15;

    private static final Map<String, String> SAME = Map.of("webapps", "web applications", "web socket", "websocket");

    private final List<Change> found = new ArrayList<>();
    private String release = "";
    private String date = "";
    private String component = "";

    private Changelog() {}

    /** All changes of releases that came out, in the order of the page. */
    static List<Change> changes(String html) {
        Changelog log = new Changelog();
        PARTS.matcher(html).results().forEach(log::take);
        return log.found;
    }

    private void take(MatchResult part) {
        if (part.group(3) != null) {
            date = part.group(3);
        } else if (part.group(2) != null) {
            component = name(part.group(2));
        } else if (part.group(1) != null) {
            release = part.group(1).replaceFirst("_\\(.*", "");
            component = "";
        } else {
            change(part.group(4).toLowerCase(Locale.ROOT), plain(part.group(5)));
        }
    }

    private void change(String kind, String text) {
        if (!date.isEmpty() && !component.isEmpty() && text.length() >= SHORTEST) {
            String id = release + "-" + found.size();
            found.add(new Change(id, LocalDate.parse(date), component, kind, text));
        }
    }

    private static String name(String anchor) {
        String name = anchor.replace('_', ' ').strip().toLowerCase(Locale.ROOT);
        return SAME.getOrDefault(name, name);
    }

    /** Without tags, the bug's number and who did it: these tell the time, not the matter. */
    private static String plain(String html) {
        String text = TAG.matcher(html)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
        String line = SPACE.matcher(text).replaceAll(" ").strip();
        return AUTHORS.matcher(BUG.matcher(line).replaceFirst(""))
                .replaceFirst("")
                .strip();
    }
}
