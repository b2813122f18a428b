package sharelora.platform.registry;

import org.apache.avro.Schema;

/** Schemas as other languages like to read them. */
final class Texts {

    private static final String JAVA_STRING = "{\"type\":\"string\",\"avro.java.string\":\"String\"}";

    private Texts() {}

    /** With its docs, and without what only generated Java code wants to know. */
    static String plain(Schema schema) {
        return schema.toString().replace(JAVA_STRING, "\"string\"");
    }
}
