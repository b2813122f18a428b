package sharelora.schemas;

import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a public record says of itself in CloudEvents' terms.
 *
 * @param type {@code sharelora.<record>.v1}, what {@code ce_type} says
 * @param source {@code /jobs/<job>}, what {@code ce_source} says
 * @param id deterministic and, with the source, of this one fact alone; what {@code ce_id} says
 */
public record CloudEvent(String type, String source, String id) {

    /** Of a record; empty where it is none that is published. */
    public static Optional<CloudEvent> of(SpecificRecord value) {
        return switch (value) {
            case Checkpoint each -> Optional.of(ofJob(each, each.getJobId(), each.getCheckpointId()));
            case EvalResult each ->
                Optional.of(ofJob(each, each.getJobId(), each.getResultId() + "/" + each.getRevision()));
            case Verdict each -> Optional.of(ofJob(each, each.getJobId(), each.getVerdictId()));
            case Promotion each -> Optional.of(ofJob(each, each.getJobId(), each.getVerdictId()));
            case SchemaText each -> Optional.of(new CloudEvent(typeOf(each), "/schemas", each.getFingerprint()));
            default -> Optional.empty();
        };
    }

    private static CloudEvent ofJob(SpecificRecord value, String jobId, String id) {
        return new CloudEvent(typeOf(value), "/jobs/" + jobId, id);
    }

    private static String typeOf(SpecificRecord value) {
        return typeOf(value.getSchema().getName());
    }

    /** {@code EvalResult} → {@code sharelora.eval-result.v1}. */
    public static String typeOf(String record) {
        return "sharelora." + record.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + ".v1";
    }
}
