package sharelora.demo.data;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The corrected examples of a file of LanguageTool's rules: {@code <example correction="first|second">Some <marker>wrong
 * words</marker> here.</example>}, of which the first correction counts.
 */
final class RuleExamples {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern BAR = Pattern.compile("\\|");
    private static final String EXAMPLE = "example";
    private static final String MARKER = "marker";

    private final XMLStreamReader xml;
    private final List<Correction> found = new ArrayList<>();

    private RuleExamples(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * Reads a file to its end; the stream is not closed. Nothing that the file points to is opened, and entities that it
     * defines are not replaced: an example that needs one is passed over.
     *
     * @throws XMLStreamException where it is no well-formed XML
     */
    static List<Correction> read(InputStream input) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        RuleExamples examples = new RuleExamples(factory.createXMLStreamReader(input));
        examples.readAll();
        return examples.found;
    }

    private void readAll() throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals(EXAMPLE)) {
                String corrections = xml.getAttributeValue(null, "correction");
                example(corrections == null ? "" : BAR.split(corrections, -1)[0])
                        .ifPresent(found::add);
            }
        }
    }

    /** Goes to the end of the example that has begun. */
    private Optional<Correction> example(String correction) throws XMLStreamException {
        StringBuilder wrong = new StringBuilder();
        StringBuilder right = new StringBuilder();
        boolean marked = false;
        boolean whole = !correction.isBlank();
        for (boolean inside = true; inside; ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (xml.getLocalName().equals(MARKER)) {
                        right.append(correction);
                        marked = true;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    marked &= !xml.getLocalName().equals(MARKER);
                    inside = !xml.getLocalName().equals(EXAMPLE);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    wrong.append(xml.getText());
                    right.append(marked ? "" : xml.getText());
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> whole = false;
                default -> {} // comments and processing instructions
            }
        }
        Correction pair = new Correction(plain(wrong), plain(right));
        return whole && !pair.wrong().equals(pair.right()) ? Optional.of(pair) : Optional.empty();
    }

    private static String plain(CharSequence text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }
}
