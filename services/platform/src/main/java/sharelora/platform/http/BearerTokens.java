package sharelora.platform.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tokens that may ask, as the SHA-256 of each: whoever reads their file knows no token. With none of them nobody may.
 */
public final class BearerTokens {

    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(\\s.*)?");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*) *");

    private final List<Entry> entries;

    private BearerTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** @param words what stands behind the hash; empty where nothing does */
    private record Entry(byte[] hash, String words) {}

    /**
     * Reads a file with a hash a line, 64 hexadecimal digits, and maybe a name behind it; empty lines and lines that begin
     * with # are passed over.
     *
     * @throws IllegalArgumentException naming every line that is none of these, or why the file cannot be read
     */
    public static BearerTokens read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
        List<Entry> entries = new ArrayList<>();
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            var found = LINE.matcher(line);
            if (found.matches()) {
                byte[] hash = HexFormat.of().parseHex(found.group(1).toLowerCase(Locale.ROOT));
                entries.add(new Entry(
                        hash, found.group(2) == null ? "" : found.group(2).strip()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                wrong.add(i + 1);
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ", lines " + wrong + ": expected the SHA-256 of a token, 64 hexadecimal digits");
        }
        return new BearerTokens(entries);
    }

    /**
     * Whether the header names one of them. It takes the same time whichever it is, and however much of one is right.
     *
     * @param authorization the header's value; null where there is none
     */
    public boolean allow(String authorization) {
        return holder(authorization).isPresent();
    }

    /**
     * What the file says behind the token that the header names, such as who holds it; empty where it names none of them.
     * It takes the same time whichever it is.
     *
     * @param authorization the header's value; null where there is none
     */
    public Optional<String> holder(String authorization) {
        var token = BEARER.matcher(authorization == null ? "" : authorization);
        boolean isBearer = token.matches();
        byte[] hash = sha256(isBearer ? token.group(1) : "");
        Optional<String> found = Optional.empty();
        for (Entry each : entries) {
            boolean equal = MessageDigest.isEqual(each.hash(), hash);
            found = equal && isBearer ? Optional.of(each.words()) : found;
        }
        return found;
    }

    /** What stands behind each hash, in the order of the file: for who gives these words a meaning. */
    public List<String> holders() {
        return entries.stream().map(Entry::words).toList();
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
