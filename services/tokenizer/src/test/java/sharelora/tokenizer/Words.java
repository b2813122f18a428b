package sharelora.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;
import sharelora.text.Completed;
import sharelora.text.Tokens;

/** Stands in for a text tokenizer: a token per word, its length; 100 before and 101 behind each text. */
final class Words implements Encoder {

    static final Words ENCODER = new Words();

    private Words() {}

    @Override
    public Tokens encode(String text) {
        return Tokens.of(IntStream.concat(IntStream.of(100), words(text)).toArray());
    }

    @Override
    public Tokens encode(String text, String textPair) {
        if (textPair.equals("too much")) {
            throw new IllegalArgumentException("no room");
        }
        int[] first = encode(text).ids();
        return new Tokens(IntStream.concat(IntStream.of(first), words(textPair)).toArray(), first.length);
    }

    @Override
    public Completed complete(String text, String completion) {
        if ("too much".equals(completion)) {
            throw new IllegalArgumentException("no room");
        }
        if (text.equals("tokenless")) {
            return new Completed(new int[] {101}, 0);
        }
        int[] first = encode(text).ids();
        return completion == null
                ? new Completed(first, 0)
                : new Completed(
                        IntStream.concat(IntStream.of(first), words(completion)).toArray(), first.length);
    }

    private static IntStream words(String text) {
        IntStream lengths = Arrays.stream(text.trim().split("\\s+", -1)).mapToInt(String::length);
        return IntStream.concat(lengths, IntStream.of(101));
    }
}
