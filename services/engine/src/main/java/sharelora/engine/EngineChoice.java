package sharelora.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The engine that a process computes with, as its operator names it. An engine that runs on one of several devices would
 * add its kind, and the device as a second component that {@link #of} reads behind a colon.
 *
 * @param kind none: fused where ND4J is on the CPU; on a GPU its kernels find no memory, so reference
 */
public record EngineChoice(Optional<Kind> kind) {

    /** What is taken where nobody chooses. */
    public static final EngineChoice STANDARD = new EngineChoice(Optional.empty());

    /** The engines that this build has. */
    public enum Kind {
        /** The fast one: kernels for CPUs, oneDNN where there is one for this platform. */
        FUSED("fused"),

        /** Plain ND4J on the backend in use: slow, and what the others are compared to. */
        REFERENCE("reference");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** As options spell it. */
        public String id() {
            return id;
        }
    }

    boolean is(Kind one) {
        return kind.equals(Optional.of(one));
    }

    /** Every choice as options spell it. */
    public static List<String> ids() {
        return Arrays.stream(Kind.values()).map(Kind::id).toList();
    }

    /**
     * The choice of that name.
     *
     * @throws IllegalArgumentException naming the choices, where it is none
     */
    public static EngineChoice of(String id) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .map(kind -> new EngineChoice(Optional.of(kind)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "engine is " + id + ", expected one of " + String.join(", ", ids())));
    }
}
