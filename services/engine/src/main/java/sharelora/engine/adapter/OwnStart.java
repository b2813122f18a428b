package sharelora.engine.adapter;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.OwnMatrices;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.parameter.MatrixSpec;

/** Training that goes on from the matrices of a method's own, for methods whose pairs cannot be taken apart into them. */
public final class OwnStart {

    private static final Path IN_MESSAGES = Path.of("the adapter to start from");

    private OwnStart() {}

    /**
     * Of these settings those that the adapter was trained with, if the method trained it; else none, and
     * {@link #require} refuses it.
     */
    public static MethodSettings decided(AdapterMethod method, LowRankAdapter from, List<? extends Setting> settings) {
        if (!isOf(method, from)) {
            return new MethodSettings(Map.of());
        }
        MethodSettings trained = spec(from.own().orElseThrow()).settings();
        Map<String, Object> decided = new HashMap<>();
        settings.forEach(setting -> decided.put(setting.name(), trained.value(setting)));
        return new MethodSettings(decided);
    }

    /**
     * Refuses an adapter that the method did not train, or trained with other settings than it decides.
     *
     * @throws IllegalArgumentException naming what the adapter has and what is asked for
     */
    public static void require(AdapterSpec asked, LowRankAdapter from) {
        String method = asked.method().id();
        if (!isOf(asked.method(), from)) {
            throw new IllegalArgumentException("the adapter to start from was trained by " + from.method()
                    + ", expected " + method + ", whose matrices its pairs cannot be taken apart into");
        }
        MethodSettings decided = asked.method().decided(from);
        for (Setting setting : asked.method().settings()) {
            if (decided.has(setting)) {
                AdapterSpec.requireAsked(
                        setting.name(), decided.value(setting), asked.settings().value(setting));
            }
        }
    }

    /**
     * The numbers of every matrix.
     *
     * @throws IllegalArgumentException naming one that the adapter lacks, or has in another size
     */
    public static Map<MatrixSpec, float[]> numbers(List<MatrixSpec> matrices, LowRankAdapter from) {
        OwnMatrices own = from.own()
                .orElseThrow(() -> new IllegalArgumentException("the adapter has pairs alone: expected its matrices"));
        return numbers(matrices, own);
    }

    /**
     * The numbers of every matrix among these.
     *
     * @throws IllegalArgumentException naming one that is not there, or in another size
     */
    public static Map<MatrixSpec, float[]> numbers(List<MatrixSpec> matrices, OwnMatrices own) {
        Map<MatrixSpec, float[]> numbers = new HashMap<>();
        for (MatrixSpec matrix : matrices) {
            OwnMatrix found = own.matrix(matrix.name());
            if (found.rows() != matrix.rows() || found.columns() != matrix.columns()) {
                throw new IllegalArgumentException(matrix.name() + " is [" + found.rows() + ", " + found.columns()
                        + "], expected [" + matrix.rows() + ", " + matrix.columns() + "] on this base");
            }
            numbers.put(matrix, found.numbers());
        }
        return numbers;
    }

    /** Whether the method trained it, and its matrices are there. */
    public static boolean isOf(AdapterMethod method, LowRankAdapter from) {
        return from.own()
                .filter(own -> spec(own).method().id().equals(method.id()))
                .isPresent();
    }

    /** What the matrices are of. */
    static AdapterSpec spec(OwnMatrices own) {
        return AdapterFields.read(JsonFields.parse(IN_MESSAGES, own.adapter()));
    }
}
