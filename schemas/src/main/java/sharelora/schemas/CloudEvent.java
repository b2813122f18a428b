package sharelora.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a public record says of itself in CloudEvents' terms.
 *
 * @param type {@code sharelora.<record>.v1}, what {@code ce_type} says
 * @param source {@code /jobs/<job>}, what {@code ce_source} says
 * @param id deterministic and, with the source, of this one fact alone; what {@code ce_id} says
 * @param time the record's own time in whole milliseconds, never the clock's, so that a record that is written again
 *     says the same; what {@code ce_time} says
 */
public record CloudEvent(String type, String source, String id, Instant time) {

    /** A schema has no time, and readers put their own clock's where none is said. */
    private static final Instant NO_TIME = Instant.EPOCH;

    public CloudEvent {
        time = time.truncatedTo(ChronoUnit.MILLIS); // as the value has it
    }

    /** Of a record; empty where it is none that is published. */
    public static Optional<CloudEvent> of(SpecificRecord value) {
        return switch (value) {
            case Checkpoint each ->
                Optional.of(ofJob(each, each.getJobId(), each.getCheckpointId(), each.getAnnouncedAt()));
            case EvalResult each ->
                Optional.of(ofJob(
                        each, each.getJobId(), each.getResultId() + "/" + each.getRevision(), each.getEvaluatedAt()));
            case Verdict each -> Optional.of(ofJob(each, each.getJobId(), each.getVerdictId(), each.getDecidedAt()));
            case Promotion each -> Optional.of(ofJob(each, each.getJobId(), each.getVerdictId(), each.getPromotedAt()));
            case Drift each -> Optional.of(ofJob(each, each.getJobId(), each.getDriftId(), each.getBatchAt()));
            case PublicPrediction each ->
                Optional.of(ofJob(each, each.getJobId(), placeOf(each.getQuery()), each.getTime()));
            case SchemaText each ->
                Optional.of(new CloudEvent(typeOf(each), "/schemas", each.getFingerprint(), NO_TIME));
            default -> Optional.empty();
        };
    }

    private static CloudEvent ofJob(SpecificRecord value, String jobId, String id, Instant time) {
        return new CloudEvent(typeOf(value), "/jobs/" + jobId, id, time);
    }

    private static String placeOf(Source source) {
        return source.getTopic() + "/" + source.getPartition() + "/" + source.getOffset();
    }

    private static String typeOf(SpecificRecord value) {
        return typeOf(value.getSchema().getName());
    }

    /** {@code EvalResult} → {@code sharelora.eval-result.v1}. */
    public static String typeOf(String record) {
        return "sharelora." + record.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + ".v1";
    }

    /**
     * A schema's name for {@code ce_dataschema}, which CloudEvents wants to be an absolute URI:
     * {@code urn:sharelora:schema:EvalResult:0123456789abcdef}. It is the same in both framings.
     *
     * @param record name of the record
     * @param fingerprint of its schema, as {@code public.schemas} has it for a key
     */
    public static String dataSchema(String record, String fingerprint) {
        return "urn:sharelora:schema:" + record + ":" + fingerprint;
    }
}
