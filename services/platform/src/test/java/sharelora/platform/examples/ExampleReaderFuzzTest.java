package sharelora.platform.examples;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;

/** Values that nobody meant, by the hundred thousand; {@code -Dsharelora.fuzz.values=10000000} for more of them, which is what the profile {@code fuzz} says. */
class ExampleReaderFuzzTest {

    private static final int VALUES = Integer.getInteger("sharelora.fuzz.values", 100_000);
    private static final List<byte[]> SEEDS = List.of(
            json("{\"id\":\"1\",\"data\":[{\"text\":\"größer 😀\"}],\"label\":\"a\"}"),
            json("{\"id\":12345678901234567890,\"data\":[{\"text\":1.10}],\"label\":true,\"more\":{\"a\":[1,null]}}"),
            json("\uFEFF{\"id\":\"\\ud83d\\ude00\",\"data\":[{\"text\":\"\\u200b\"}],\"label\":\"\\n\"}"),
            json("[[[[{\"a\":1e5}]]]]"),
            "{\"id\":1,\"data\":[{\"text\":\"x\"}],\"label\":\"a\"}".getBytes(UTF_16LE),
            framed(json("{\"id\":1,\"data\":[{\"text\":\"x\"}],\"label\":\"a\"}")),
            Codec.encode(new Example("1", "größer 😀", "a", null, 1.5, null)),
            Codec.encode(new Example("id", "x".repeat(300), null, "pair", null, "completion")),
            framed(Codec.encode(new Example("1", "x", "a", null, null, null))),
            new byte[0]);
    private static final List<byte[]> PIECES = List.of(
            json("\""),
            json("{"),
            json("}"),
            json("[["),
            json(":"),
            json(","),
            json("\\u"),
            json("\\ud800"),
            json("null"),
            json("1e999"),
            json("\"text\":"),
            json("\u200B"),
            json("\uFFFD"),
            new byte[] {0, 0, 0, 0, 1},
            new byte[] {(byte) 0xC3, 1},
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xFF, -1, -1, -1, 15});

    private final SplittableRandom random = new SplittableRandom(Long.getLong("sharelora.fuzz.seed", 7));
    private final ExampleReader reader = ExampleReader.of(Streams.withInput());
    private final Map<PoisonReason, Long> poison = new EnumMap<>(PoisonReason.class);
    private long found;

    @Test
    void makesADocumentedOutcomeOfWhateverComes() {
        // When
        for (int i = 0; i < VALUES; i++) {
            read(mutated(SEEDS.get(random.nextInt(SEEDS.size()))));
        }

        // Then
        long buried = poison.values().stream().mapToLong(Long::longValue).sum();
        assertThat(found + buried).isEqualTo(VALUES);
        assertThat(found).isPositive();
        assertThat(poison.keySet())
                .containsExactlyInAnyOrder(
                        PoisonReason.UNREADABLE,
                        PoisonReason.MISSING_FIELD,
                        PoisonReason.WRONG_TYPE,
                        PoisonReason.EMPTY_TEXT);
    }

    private void read(byte[] value) {
        byte[] before = value.clone();
        String topic = random.nextInt(3) == 0 ? Streams.EXAMPLES : Streams.INPUT;
        ReadOutcome outcome;
        try {
            outcome = reader.read(new Received(topic, 0, 0, 0, null, value));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("value " + Arrays.toString(before) + " on " + topic, e);
        }
        assertThat(value).isEqualTo(before);
        switch (outcome) {
            case ReadOutcome.Found(Example example) -> {
                found++;
                assertThat(VisibleText.isIn(example.getText())).isTrue();
                assertThat(UTF_8.newEncoder().canEncode(example.getText())).isTrue();
            }
            case ReadOutcome.Poison(PoisonReason reason, String detail) -> {
                poison.merge(reason, 1L, Long::sum);
                assertThat(detail).isNotBlank().hasSizeLessThan(2_000);
            }
            case ReadOutcome.Ignored ignored -> throw new AssertionError(ignored + ", and the stream ignores nothing");
        }
    }

    private byte[] mutated(byte[] seed) {
        byte[] value = seed;
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(value.length + 1);
            int end = at + random.nextInt(value.length - at + 1);
            value = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(value, at);
                case 1 -> spliced(value, at, end, new byte[0]);
                case 2 -> spliced(value, at, at, Arrays.copyOfRange(value, at, end));
                case 3 -> spliced(value, at, at, PIECES.get(random.nextInt(PIECES.size())));
                default -> flipped(value, at);
            };
        }
        return value.clone();
    }

    private byte[] flipped(byte[] value, int at) {
        byte[] flipped = value.clone();
        if (at < flipped.length) {
            flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] spliced(byte[] value, int from, int to, byte[] piece) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(value, 0, from);
        spliced.writeBytes(piece);
        spliced.write(value, to, value.length - to);
        return spliced.toByteArray();
    }

    private static byte[] framed(byte[] body) {
        return spliced(body, 0, 0, new byte[] {0, 0, 0, 0, 1});
    }

    private static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }
}
