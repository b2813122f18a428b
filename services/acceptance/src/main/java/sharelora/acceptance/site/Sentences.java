package sharelora.acceptance.site;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sharelora.fixtures.TinyBase;
import sharelora.schemas.Example;

/** Numbered examples with a rule to learn: words of the first half are {@code low}, of the second {@code high}. */
public final class Sentences {

    /** The base that knows the words of all examples. */
    public static final TinyBase BASE = new TinyBase(32, 4, 96, 40, 0.2, true);

    private static final String OVERFLOWING = "overflowing-";
    private static final int SHORTEST = 3;
    private static final int LONGEST = 12;

    private Sentences() {}

    /** Id of the example of that number. */
    public static String id(int number) {
        return "example-" + number;
    }

    /** The example of that number; no two have the same text. */
    public static Example example(int number) {
        boolean low = number % 2 == 0;
        return new Example(id(number), text(number, low), low ? "low" : "high", null, null, null);
    }

    /** An example with the word {@link TinyBase#OVERFLOW}: a batch with it has no finite loss. */
    public static Example overflowing(int number) {
        Example plain = example(number);
        return Example.newBuilder(plain)
                .setId(OVERFLOWING + number)
                .setText(plain.getText() + " " + TinyBase.OVERFLOW)
                .build();
    }

    /** Whether this is the id of an {@link #overflowing} example. */
    public static boolean isOverflowing(String id) {
        return id.startsWith(OVERFLOWING);
    }

    /** The same example with another label. */
    public static Example relabelled(Example example, String label) {
        return Example.newBuilder(example).setLabel(label).build();
    }

    private static String text(int number, boolean low) {
        Random random = new Random(number);
        int half = BASE.words() / 2;
        int words = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        return IntStream.range(0, words)
                .mapToObj(i -> "w" + (random.nextInt(half) + (low ? 0 : half)))
                .collect(Collectors.joining(" ", "number" + number + " ", "."));
    }
}
