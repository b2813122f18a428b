package sharelora.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Turns text to token ids by one {@code tokenizer.json}: special tokens added, no padding, longer texts truncated at their
 * end so that the closing special token stays. Of a pair the longer text is truncated first.
 *
 * <p>Holds a native handle: close it. Safe for several threads at once.
 */
public final class TextTokenizer implements AutoCloseable {

    private static final int NO_STRIDE = 0;

    // DJL's own HuggingFaceTokenizer copies tokens, spans and masks of each encoding (ten arrays) where one is needed.
    private final TokenizersLibrary library;
    private final Path file;
    private final String sha256;
    // Readers encode, the writer closes: a native handle must not go while somebody is inside it.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long handle;
    private int maxLength;
    private int pairSpecialTokens;

    private TextTokenizer(TokenizersLibrary library, long handle, Path file, String sha256) {
        this.library = library;
        this.handle = handle;
        this.file = file;
        this.sha256 = sha256;
    }

    /**
     * How many tokens a {@code tokenizer.json} can give, its largest id and one, read without the native library; 0 where
     * the file says no ids.
     *
     * @throws TokenizerFileException where it cannot be read or is no JSON object
     */
    public static int tokens(Path tokenizerJson) {
        return TokenizerJson.read(tokenizerJson).tokens();
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
        TextTokenizer tokenizer = new TextTokenizer(library, handle, tokenizerJson, sha256(file));
        try {
            library.disablePadding(handle);
            library.disableTruncation(handle);
            tokenizer.truncate(maxLength);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
        return tokenizer;
    }

    /**
     * The ids of one text, at least the special tokens, at most maxLength. An unpaired surrogate counts as U+FFFD.
     *
     * @throws TextRefusedException where the tokenizer has no tokens for it
     * @throws IllegalStateException after close
     */
    public int[] encode(String text) {
        return locked(() -> read(accepted(() -> library.encode(handle, wellFormed(text), true)), this::ids));
    }

    /**
     * The ids of one text without special tokens, maybe none, at most maxLength.
     *
     * @throws TextRefusedException where the tokenizer has no tokens for it
     * @throws IllegalStateException after close
     */
    public int[] encodeBare(String text) {
        return locked(() -> read(accepted(() -> library.encode(handle, wellFormed(text), false)), this::ids));
    }

    /**
     * The text of some ids, special tokens left out.
     *
     * @throws IllegalStateException after close
     */
    public String decode(int[] ids) {
        return locked(
                () -> library.decode(handle, Arrays.stream(ids).asLongStream().toArray(), true));
    }

    /** Most ids of one text. */
    public int maxLength() {
        return maxLength;
    }

    /**
     * The ids of a pair as the file joins them, at most maxLength.
     *
     * @throws IllegalArgumentException if maxLength leaves no room for a token of text
     * @throws TextRefusedException where the tokenizer has no tokens for them
     * @throws IllegalStateException after close
     */
    public Tokens encode(String text, String textPair) {
        requireRoom(pairSpecialTokens);
        return locked(() -> read(
                accepted(() -> library.encodeDual(handle, wellFormed(text), wellFormed(textPair), true)), this::pair));
    }

    /**
     * As the ids of one text, or of a pair, with whether that was all of it.
     *
     * @param textPair null: a single text
     * @throws IllegalArgumentException if maxLength leaves no room for a token of a pair
     * @throws TextRefusedException where the tokenizer has no tokens for it
     * @throws IllegalStateException after close
     */
    public Encoding encoding(String text, String textPair) {
        if (textPair == null) {
            return locked(() -> read(
                    accepted(() -> library.encode(handle, wellFormed(text), true)),
                    encoding -> told(Tokens.of(ids(encoding)), encoding)));
        }
        requireRoom(pairSpecialTokens);
        return locked(() -> read(
                accepted(() -> library.encodeDual(handle, wellFormed(text), wellFormed(textPair), true)),
                encoding -> told(pair(encoding), encoding)));
    }

    /** As {@link #encodeBare}, with whether that was all of the text. */
    public Encoding bareEncoding(String text) {
        return locked(() -> read(
                accepted(() -> library.encode(handle, wellFormed(text), false)),
                encoding -> told(Tokens.of(ids(encoding)), encoding)));
    }

    private Encoding told(Tokens tokens, long encoding) {
        return new Encoding(tokens, library.getOverflowCount(encoding) > 0);
    }

    private <T> T locked(Supplier<T> work) {
        lock.readLock().lock();
        try {
            if (handle == 0) {
                throw new IllegalStateException("tokenizer is closed");
            }
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The native code throws a plain RuntimeException for a text that its model cannot split, and for nothing else. */
    private static long accepted(LongSupplier encoding) {
        try {
            return encoding.getAsLong();
        } catch (RuntimeException e) {
            if (!e.getClass().equals(RuntimeException.class)) {
                throw e;
            }
            throw new TextRefusedException("the tokenizer refuses the text: " + e.getMessage(), e);
        }
    }

    private <T> T read(long encoding, LongFunction<T> reader) {
        try {
            return reader.apply(encoding);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    private int[] ids(long encoding) {
        return narrow(library.getTokenIds(encoding));
    }

    /** The token types say where the second text begins; without them, the sequence ids of the encoding do. */
    private Tokens pair(long encoding) {
        int[] ids = ids(encoding);
        int second = first(1, library.getTypeIds(encoding));
        return new Tokens(ids, second < ids.length ? second : first(1, library.getSequenceIds(encoding)));
    }

    private static int first(long value, long[] values) {
        int i = 0;
        while (i < values.length && values[i] != value) {
            i++;
        }
        return i;
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

    private void truncate(int maxLength) {
        this.maxLength = maxLength;
        requireRoom(encode("").length);
        this.pairSpecialTokens = encode("", "").ids().length;
        library.setTruncation(handle, maxLength, "LONGEST_FIRST", NO_STRIDE);
    }

    /** The native code subtracts special tokens without looking: too small a length would end the process. */
    private void requireRoom(int specialTokens) {
        if (maxLength <= specialTokens) {
            throw new IllegalArgumentException("maxLength is %d; expected more than the %d special tokens of %s"
                    .formatted(maxLength, specialTokens, file));
        }
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
