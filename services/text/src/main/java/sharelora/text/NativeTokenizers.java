package sharelora.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;

/**
 * The native Hugging Face tokenizers, loaded without any request to the network.
 *
 * <p>DJL unpacks the library from its jar once, into {@code DJL_CACHE_DIR} (environment or system property). Where
 * neither is set it goes under the user's cache folder instead of DJL's own folder in the home.
 */
final class NativeTokenizers {

    private static final String CACHE = "DJL_CACHE_DIR";
    private static final String OFFLINE = "ai.djl.offline";

    private NativeTokenizers() {}

    /**
     * The library, loaded.
     *
     * @throws IllegalStateException naming the folder that it is unpacked to, where it does not load
     */
    static TokenizersLibrary load() {
        if (isUnset(System.getenv(CACHE)) && isUnset(System.getProperty(CACHE))) {
            System.setProperty(CACHE, cacheFolder().toString());
        }
        // Online, DJL would fetch a CUDA build of the library where it sees a GPU.
        if (System.getProperty(OFFLINE) == null) {
            System.setProperty(OFFLINE, "true");
        }
        try {
            LibUtils.checkStatus();
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    "The native tokenizers library did not load (%s=%s): %s".formatted(CACHE, folderInUse(), e), e);
        }
        return TokenizersLibrary.LIB;
    }

    private static Path cacheFolder() {
        String base = System.getenv("XDG_CACHE_HOME");
        Path caches = isUnset(base) ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return caches.resolve("sharelora").resolve("djl");
    }

    private static String folderInUse() {
        String folder = System.getenv(CACHE);
        return isUnset(folder) ? System.getProperty(CACHE) : folder;
    }

    private static boolean isUnset(String value) {
        return value == null || value.isEmpty();
    }
}
