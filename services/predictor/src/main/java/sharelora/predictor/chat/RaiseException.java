package sharelora.predictor.chat;

import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;

/** {@code raise_exception(message)}, by which templates say that they do not take a conversation. */
final class RaiseException {

    static final ELFunctionDefinition FUNCTION =
            new ELFunctionDefinition("", "raise_exception", RaiseException.class, "raise", String.class);

    private static final String MARK = "the base's chat template says: ";

    private RaiseException() {}

    /** Never returns; called by templates. */
    @SuppressWarnings("DoNotCallSuggester") // Jinjava calls it by reflection, and wants a value
    public static String raise(String message) {
        throw new IllegalArgumentException(MARK + message);
    }

    /** What a template's error says, the template's own words where it has raised it. */
    static String said(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().startsWith(MARK)) {
                return cause.getMessage();
            }
        }
        return "the base's chat template cannot be rendered: " + error.getReason() + " in line " + error.getLineno();
    }
}
