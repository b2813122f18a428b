package sharelora.platform.registry;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.specific.SpecificData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Framing;
import sharelora.platform.registry.Registry.Version;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * Confluent's framing: a zero byte, the schema's id in a registry (4 bytes, big-endian), the body. Subject {@code
 * <topic>-value}. The registry is asked once for an id, at the start for what is written and when it is first met for
 * what is read; so one that goes away in mid-stream holds up only records of schemas that nobody has met. Thread-safe.
 */
public final class ConfluentFraming implements Framing {

    private static final Logger LOG = LoggerFactory.getLogger(ConfluentFraming.class);
    private static final int HEADER = 5;
    private static final int NONE = -1;

    private final RegistrySettings settings;
    private final Registry registry;
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> met = new ConcurrentHashMap<>();

    private ConfluentFraming(RegistrySettings settings, Registry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    /** Asks nobody yet. */
    public static ConfluentFraming of(RegistrySettings settings) {
        return new ConfluentFraming(settings, Registry.of(settings));
    }

    @Override
    public void require(Collection<? extends Topic<?>> topics) {
        topics.stream().filter(ConfluentFraming::isFramed).forEach(this::id);
    }

    @Override
    public byte[] framed(Topic<?> topic, byte[] singleObject) {
        if (!isFramed(topic)) {
            return singleObject;
        }
        int body = singleObject.length - Codec.HEADER;
        return ByteBuffer.allocate(HEADER + body)
                .put((byte) 0)
                .putInt(id(topic))
                .put(singleObject, Codec.HEADER, body)
                .array();
    }

    @Override
    public String schemaId(Topic<?> topic, Schema schema) {
        return isFramed(topic) ? Integer.toString(id(topic)) : Codec.fingerprint(schema);
    }

    @Override
    public byte[] singleObject(byte[] value) {
        int id = value == null || value.length < HEADER || value[0] != 0
                ? NONE
                : ByteBuffer.wrap(value).getInt(1);
        if (id < 0) {
            return value; // no registry gives such ids, and some stumble over them
        }
        Schema known = met.get(id);
        Optional<Schema> writer = known == null ? registry.schema(id) : Optional.of(known);
        writer.ifPresent(schema -> met.put(id, schema));
        return writer.map(schema -> Codec.singleObject(schema, value, HEADER)).orElse(value);
    }

    private static boolean isFramed(Topic<?> topic) {
        return topic.isPublic() && !topic.equals(Topics.SCHEMAS);
    }

    private int id(Topic<?> topic) {
        Integer known = written.get(topic.name());
        if (known != null) {
            return known;
        }
        int id = found(topic.name() + "-value", SpecificData.get().getSchema(topic.type()));
        written.put(topic.name(), id);
        return id;
    }

    /** Two schemas are the same where a reader sees no difference: registries write them out each in its own way. */
    private int found(String subject, Schema ours) {
        String fingerprint = Codec.fingerprint(ours);
        List<Version> versions = registry.versions(subject);
        Optional<Version> same = versions.stream()
                .filter(version -> Codec.fingerprint(version.schema()).equals(fingerprint))
                .findFirst();
        if (settings.register()) {
            registry.fullTransitive(subject);
        }
        if (same.isPresent()) {
            return same.get().id();
        }
        versions.forEach(version -> requireCompatible(subject, version, ours));
        if (!settings.register()) {
            throw new FatalException(registry + " does not have the schema of " + ours.getName() + " under " + subject
                    + ": expected it to be registered, by `sharelora topics --register-schemas`");
        }
        int id = registry.register(subject, Texts.plain(ours));
        LOG.info("registered subject={} id={}", subject, id);
        return id;
    }

    private void requireCompatible(String subject, Version version, Schema ours) {
        String theirs = "version " + version.version() + " of " + subject;
        requireReads(ours, version.schema(), "cannot read " + theirs);
        requireReads(version.schema(), ours, "cannot be read by " + theirs);
    }

    private void requireReads(Schema reader, Schema writer, String otherwise) {
        SchemaPairCompatibility answer = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (answer.getType() != SchemaCompatibilityType.COMPATIBLE) {
            String differences = answer.getResult().getIncompatibilities().stream()
                    .map(each -> each.getLocation() + " " + each.getMessage())
                    .collect(Collectors.joining("; "));
            throw new FatalException(
                    registry + ": this program's " + reader.getName() + " " + otherwise + ": " + differences);
        }
    }
}
