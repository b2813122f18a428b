package sharelora.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Text to token ids by one {@code tokenizer.json}: special tokens added, no padding, longer texts truncated at their
 * end so that the closing special token stays.
 *
 * <p>Holds a native handle: close it. Safe for several threads at once.
 */
public final class TextTokenizer implements AutoCloseable {

    private static final int NO_STRIDE = 0;

    // DJL's own HuggingFaceTokenizer copies tokens, spans and masks of each encoding (ten arrays) where one is needed.
    private final TokenizersLibrary library;
    private final String sha256;
    // Readers encode, the writer closes: a native handle must not go while somebody is inside it.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long handle;

    private TextTokenizer(TokenizersLibrary library, long handle, String sha256) {
        this.library = library;
        this.handle = handle;
        this.sha256 = sha256;
    }

    /**
     * Opens a tokenizer from its file alone; truncation and padding that the file asks for are replaced.
     *
     * @param tokenizerJson Hugging Face {@code tokenizer.json}
     * @param maxLength most ids of one text, special tokens included; must leave room for at least one token of text
     * @throws TokenizerFileException if the file cannot be read or is no tokenizer
     * @throws IllegalArgumentException if maxLength leaves no room
     */
    public static TextTokenizer open(Path tokenizerJson, int maxLength) {
        byte[] file = read(tokenizerJson);
        TokenizersLibrary library = NativeTokenizers.load();
        long handle = parse(library, tokenizerJson, file);
        TextTokenizer tokenizer = new TextTokenizer(library, handle, sha256(file));
        try {
            library.disablePadding(handle);
            library.disableTruncation(handle);
            tokenizer.truncate(tokenizerJson, maxLength);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
        return tokenizer;
    }

    /**
     * The ids of one text, at least the special tokens, at most maxLength. An unpaired surrogate counts as U+FFFD.
     *
     * @throws IllegalStateException after close
     */
    public int[] encode(String text) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("tokenizer is closed");
            }
            long encoding = library.encode(handle, wellFormed(text), true);
            try {
                return narrow(library.getTokenIds(encoding));
            } finally {
                library.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** SHA-256 of the tokenizer.json that was opened, hex. */
    public String sha256() {
        return sha256;
    }

    /** Frees the native handle; a second call does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (handle != 0) {
                library.deleteTokenizer(handle);
                handle = 0;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void truncate(Path tokenizerJson, int maxLength) {
        int specialTokens = encode("").length;
        // The native code subtracts these without looking: too small a length would end the process.
        if (maxLength <= specialTokens) {
            throw new IllegalArgumentException("maxLength is %d; expected more than the %d special tokens of %s"
                    .formatted(maxLength, specialTokens, tokenizerJson));
        }
        library.setTruncation(handle, maxLength, "LONGEST_FIRST", NO_STRIDE);
    }

    private static byte[] read(Path tokenizerJson) {
        try {
            return Files.readAllBytes(tokenizerJson);
        } catch (IOException e) {
            throw new TokenizerFileException(tokenizerJson, "cannot be read (" + e + ")", e);
        }
    }

    private static long parse(TokenizersLibrary library, Path tokenizerJson, byte[] file) {
        try {
            return library.createTokenizerFromString(new String(file, StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new TokenizerFileException(
                    tokenizerJson, "is no Hugging Face tokenizer.json (" + e.getMessage() + ")", e);
        }
    }

    private static int[] narrow(long[] ids) {
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = (int) ids[i];
        }
        return narrow;
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return replaceUnpaired(text);
                }
                i++;
            }
        }
        return text;
    }

    private static String replaceUnpaired(String text) {
        int[] codePoints = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
