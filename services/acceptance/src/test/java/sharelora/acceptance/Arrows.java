package sharelora.acceptance;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Which module may know which other, as {@code infra/build/import-control.xml} says it: the one place where it is said.
 */
final class Arrows {

    private static final String OURS = "sharelora.";

    private final Map<String, Set<String>> known;

    private Arrows(Map<String, Set<String>> known) {
        this.known = known;
    }

    static Arrows read() {
        Map<String, Set<String>> known = new TreeMap<>();
        NodeList modules = document().getDocumentElement().getElementsByTagName("subpackage");
        for (int i = 0; i < modules.getLength(); i++) {
            Element module = (Element) modules.item(i);
            String name = module.getAttribute("name");
            if (!name.equals("acceptance")) {
                known.put(name, others(module, name));
            }
        }
        return new Arrows(known);
    }

    /** Every module but the acceptance tests, which may know all of them. */
    Set<String> modules() {
        return Collections.unmodifiableSet(known.keySet());
    }

    /** The modules that this one may know, without itself. */
    Set<String> known(String module) {
        return Collections.unmodifiableSet(known.get(module));
    }

    private static Set<String> others(Element module, String name) {
        Set<String> others = new TreeSet<>();
        NodeList allowed = module.getElementsByTagName("allow");
        for (int i = 0; i < allowed.getLength(); i++) {
            String pkg = ((Element) allowed.item(i)).getAttribute("pkg");
            if (pkg.startsWith(OURS) && !pkg.equals(OURS + name)) {
                others.add(pkg.substring(OURS.length()));
            }
        }
        return others;
    }

    private static Document document() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder()
                    .parse(Path.of("../../infra/build/import-control.xml").toFile());
        } catch (Exception e) {
            throw new IllegalStateException("infra/build/import-control.xml cannot be read: " + e.getMessage(), e);
        }
    }
}
