package sharelora.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names of the operations that the engines of this build compute, for profiles. */
public final class OperationNames {

    private static final List<String> ENGINES = List.of("sharelora.engine.fused.", "sharelora.engine.reference.");

    /** They pass on to operations. */
    private static final Set<String> BETWEEN = Set.of(
            "FusedEngine",
            "FusedOps",
            "FusedWorker",
            "ShardContext",
            "TapeEntry",
            "ReferenceEngine",
            "ReferenceOps",
            "ReferenceWorker",
            "Tape",
            "Node");

    private OperationNames() {}

    /** The operation that a class of an engine computes; empty where the class is none of an engine's, or only passes on. */
    public static Optional<String> of(String className) {
        String outer = className.replaceAll("\\$.*", "");
        String name = outer.substring(outer.lastIndexOf('.') + 1);
        return ENGINES.stream().anyMatch(outer::startsWith) && !BETWEEN.contains(name)
                ? Optional.of(name)
                : Optional.empty();
    }
}
