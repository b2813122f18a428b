package sharelora.platform.examples;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-8 (RFC 3629) that is refused where it is broken, and never guessed to be another encoding. */
public final class StrictUtf8 {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private StrictUtf8() {}

    /** The text; none where the bytes are no UTF-8. */
    public static Optional<String> decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // The decoder of strings is fast and puts this character where it cannot go on; only then is there a doubt.
        if (text.indexOf(REPLACEMENT) >= 0 && brokenAt(bytes) >= 0) {
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** The text without the byte order mark that it may begin with. */
    public static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Where the first byte is that belongs to no character, from 0; -1: nowhere. */
    public static int brokenAt(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports, as long as nobody says otherwise
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(4_096);
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }
}
