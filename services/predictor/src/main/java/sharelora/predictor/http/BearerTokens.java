package sharelora.predictor.http;

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
import java.util.regex.Pattern;

/**
 * The tokens that may ask, as the SHA-256 of each: whoever reads their file knows no token. With none of them nobody may.
 */
public final class BearerTokens {

    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(\\s.*)?");
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*) *");

    private final List<byte[]> hashes;

    private BearerTokens(List<byte[]> hashes) {
        this.hashes = hashes;
    }

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
        List<byte[]> hashes = new ArrayList<>();
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            var found = LINE.matcher(line);
            if (found.matches()) {
                hashes.add(HexFormat.of().parseHex(found.group(1).toLowerCase(Locale.ROOT)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                wrong.add(i + 1);
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ", lines " + wrong + ": expected the SHA-256 of a token, 64 hexadecimal digits");
        }
        return new BearerTokens(hashes);
    }

    /**
     * Whether the header names one of them. It takes the same time whichever it is, and however much of one is right.
     *
     * @param authorization the header's value; null where there is none
     */
    boolean allow(String authorization) {
        var token = BEARER.matcher(authorization == null ? "" : authorization);
        boolean isBearer = token.matches();
        byte[] hash = sha256(isBearer ? token.group(1) : "");
        boolean found = false;
        for (byte[] each : hashes) {
            found |= MessageDigest.isEqual(each, hash);
        }
        return isBearer && found;
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
