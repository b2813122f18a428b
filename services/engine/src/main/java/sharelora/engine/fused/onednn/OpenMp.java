package sharelora.engine.fused.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One OpenMP thread for ND4J's and oneDNN's libraries: workers are the parallelism, and libraries that start a team under
 * each of them take a fifth of the speed away. The libraries read the variable once, when they are loaded; setting it by
 * their own functions later does not reach all of them.
 */
public final class OpenMp {

    private static final String VARIABLE = "OMP_NUM_THREADS";

    private OpenMp() {}

    /**
     * Sets {@code OMP_NUM_THREADS=1} in this process where the environment says nothing. Call it before anything of
     * ND4J's is touched.
     */
    public static void useOneThread() {
        if (System.getenv(VARIABLE) != null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("setenv").ifPresent(setenv -> set(linker, setenv));
    }

    @SuppressWarnings("restricted")
    private static void set(Linker linker, MemorySegment setenv) {
        MethodHandle call = linker.downcallHandle(
                setenv,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int status = (int) call.invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 0);
            if (status != 0) {
                throw new IllegalStateException("setenv of " + VARIABLE + " answered " + status);
            }
        } catch (Throwable thrown) {
            throw OneDnn.unchecked(thrown);
        }
    }
}
