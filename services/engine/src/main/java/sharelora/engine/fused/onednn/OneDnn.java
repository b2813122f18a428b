package sharelora.engine.fused.onednn;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN's C functions, bound by name. Handles and pointers are plain addresses; arguments are {@code Long} for pointers
 * and sizes, {@code Integer} and {@code Float} for the rest, as in the library's headers.
 */
final class OneDnn {

    static final int BFLOAT16 = 2;
    static final int FLOAT32 = 3;
    static final int INT32 = 4;
    static final int INT8 = 5;
    private static final int ANY_FORMAT = 1;

    private final SymbolLookup library;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();
    private final String version;

    private OneDnn(SymbolLookup library) {
        this.library = library;
        this.version = readVersion();
    }

    /**
     * Unpacks the library from the class path into javacpp's cache and loads it, for the life of the process.
     *
     * @param platform as javacpp calls it: {@code linux-x86_64}
     * @throws IOException when there is none for this platform or it cannot be loaded
     */
    static OneDnn load(String platform) throws IOException {
        String folder = "/org/bytedeco/dnnl/" + platform + "/";
        try {
            libraryLookup(folder + "libgomp.so.1"); // oneDNN asks for it by name, and finds the one that is loaded
            return new OneDnn(libraryLookup(folder + "libdnnl.so.3"));
        } catch (IllegalArgumentException unloadable) {
            throw new IOException(unloadable.getMessage(), unloadable);
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup libraryLookup(String resource) throws IOException {
        File file = Loader.cacheResource(OneDnn.class, resource);
        if (file == null) {
            throw new IOException("no " + resource + " on the class path");
        }
        return SymbolLookup.libraryLookup(file.toPath(), Arena.global());
    }

    String version() {
        return version;
    }

    @SuppressWarnings("restricted")
    private String readVersion() {
        MemorySegment numbers = MemorySegment.ofAddress((long) call("dnnl_version", ValueLayout.JAVA_LONG))
                .reinterpret(3L * Integer.BYTES);
        return numbers.getAtIndex(ValueLayout.JAVA_INT, 0) + "." + numbers.getAtIndex(ValueLayout.JAVA_INT, 1) + "."
                + numbers.getAtIndex(ValueLayout.JAVA_INT, 2);
    }

    /** A handle to a function that answers a status and takes such arguments. */
    MethodHandle function(String name, MemoryLayout... arguments) {
        return bind(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    /** Calls a function whose first argument receives what it creates. @return that */
    long create(String name, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.JAVA_LONG);
            Object[] all = new Object[arguments.length + 1];
            all[0] = created.address();
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            run(name, all);
            return created.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Calls a function that answers a status. */
    void run(String name, Object... arguments) {
        check(name, (int) call(name, ValueLayout.JAVA_INT, arguments));
    }

    /** Calls a function that answers a number or an address. */
    long ask(String name, Object... arguments) {
        return (long) call(name, ValueLayout.JAVA_LONG, arguments);
    }

    /**
     * A memory descriptor of a matrix [rows, columns] with these strides, in numbers.
     *
     * @param type {@link #FLOAT32}, {@link #BFLOAT16}, {@link #INT32} or {@link #INT8}
     */
    long memoryDescriptor(int type, int rows, int columns, long rowStride, long columnStride) {
        try (Arena arena = Arena.ofConfined()) {
            long sizes =
                    arena.allocateFrom(ValueLayout.JAVA_LONG, rows, columns).address();
            long strides = arena.allocateFrom(ValueLayout.JAVA_LONG, rowStride, columnStride)
                    .address();
            return create("dnnl_memory_desc_create_with_strides", 2, sizes, type, strides);
        }
    }

    /** Size in bytes of the memory that a descriptor describes. */
    long bytes(long descriptor) {
        return ask("dnnl_memory_desc_get_size", descriptor);
    }

    /** A memory descriptor of a matrix [rows, columns] that leaves the format to the primitive, {@code dnnl_format_tag_any}. */
    long anyFormat(int type, int rows, int columns) {
        try (Arena arena = Arena.ofConfined()) {
            long sizes =
                    arena.allocateFrom(ValueLayout.JAVA_LONG, rows, columns).address();
            return create("dnnl_memory_desc_create_with_tag", 2, sizes, type, ANY_FORMAT);
        }
    }

    static void check(String name, int status) {
        if (status != 0) {
            throw new IllegalStateException(name + " answered " + status);
        }
    }

    private Object call(String name, MemoryLayout result, Object... arguments) {
        MethodHandle function = functions.computeIfAbsent(name, key -> {
            MemoryLayout[] layouts = new MemoryLayout[arguments.length];
            for (int i = 0; i < layouts.length; i++) {
                layouts[i] = layout(arguments[i]);
            }
            return bind(key, FunctionDescriptor.of(result, layouts));
        });
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** What a method handle of a foreign function declares to throw, which is never anything checked. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    @SuppressWarnings("restricted")
    private MethodHandle bind(String name, FunctionDescriptor descriptor) {
        MemorySegment symbol =
                library.find(name).orElseThrow(() -> new IllegalStateException("oneDNN has no function " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Long pointer -> ValueLayout.JAVA_LONG;
            case Integer number -> ValueLayout.JAVA_INT;
            case Float number -> ValueLayout.JAVA_FLOAT;
            default -> throw new IllegalArgumentException("no argument of a C function: " + argument);
        };
    }
}
