package sharelora.operations.submission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import sharelora.schemas.Serve;
import sharelora.schemas.Shadow;

/**
 * Which checkpoints predict.
 *
 * @param serve which one answers queries; empty: {@code checkpoint}, or the promoted one where the job has a gate or a pin,
 *     else the newest
 * @param checkpoint the one that answers, as the file names it; empty: as {@code serve} says
 * @param shadow which one predicts beside it, without answering; empty: none
 */
record ServePart(Optional<Serve> serve, Optional<String> checkpoint, Optional<Shadow> shadow) {

    private static final String PROMOTED = word(Serve.PROMOTED);
    private static final String NEWEST = word(Serve.NEWEST);
    private static final Pattern SERVE = Pattern.compile("[a-z0-9][a-z0-9-]{5,127}");

    private static final String EXPECTED =
            "promoted, newest, or a checkpoint: its id, the id's beginning or its adapter's name";

    static ServePart read(JobFileFields fields) {
        String serve = fields.has("serve")
                ? fields.matching("serve", SERVE, EXPECTED, null)
                : fields.optionalText("serve", EXPECTED).orElse("");
        boolean chosen = serve.equals(PROMOTED) || serve.equals(NEWEST);
        return new ServePart(
                chosen ? Optional.of(Serve.valueOf(serve.toUpperCase(Locale.ROOT))) : Optional.empty(),
                chosen || serve.isEmpty() ? Optional.empty() : Optional.of(serve),
                shadow(fields));
    }

    private static Optional<Shadow> shadow(JobFileFields fields) {
        String newest = word(Shadow.NEWEST);
        return fields.choice("shadow", List.of(newest), "").equals(newest)
                ? Optional.of(Shadow.NEWEST)
                : Optional.empty();
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
