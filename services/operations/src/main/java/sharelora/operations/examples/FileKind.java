package sharelora.operations.examples;

import java.io.IOException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Kinds of files that are brought for text in UTF-8, each with the bytes that it begins with and with what to do. */
enum FileKind {
    GZIP("gzip", "unpack it first: gzip -dc FILE | sharelora feed --file -", "1f8b"),
    ZIP("a zip archive or a spreadsheet", "unpack it, or save the sheet as CSV in UTF-8", "504b0304"),
    ZSTANDARD("Zstandard", "unpack it first: zstd -dc FILE | sharelora feed --file -", "28b52ffd"),
    BZIP2("bzip2", "unpack it first: bzip2 -dc FILE | sharelora feed --file -", "425a68"),
    XZ("xz", "unpack it first: xz -dc FILE | sharelora feed --file -", "fd377a58"),
    PARQUET("Parquet", "write its rows as JSON lines", "50415231"),
    AVRO("an Avro container file", "write its records as JSON lines", "4f626a01"),
    UTF_32("UTF-32", "write it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE", "fffe0000 0000feff"),
    UTF_16("UTF-16", "write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE", "fffe feff");

    /** Bytes by which a kind is told. */
    static final int ENOUGH = 4;

    private static final Pattern SPACE = Pattern.compile(" ");

    private final String what;
    private final String remedy;
    private final String beginnings;

    /** @param beginnings first bytes in hex, with a space between one way to begin and another */
    FileKind(String what, String remedy, String beginnings) {
        this.what = what;
        this.remedy = remedy;
        this.beginnings = beginnings;
    }

    /**
     * Lets text in UTF-8 pass, and whatever is none without saying so.
     *
     * @param bytes how the file begins
     * @param count how many of them count
     * @throws IOException naming the kind and what to do
     */
    static void requireText(byte[] bytes, int count) throws IOException {
        String begin = HexFormat.of().formatHex(bytes, 0, Math.min(count, ENOUGH));
        for (FileKind kind : values()) {
            if (SPACE.splitAsStream(kind.beginnings).anyMatch(begin::startsWith)) {
                throw kind.refusal();
            }
        }
        // Without a mark: every other byte of the first two characters is 0, or three of four are.
        if (count >= ENOUGH && bytes[2] == 0 && (bytes[0] == 0 ? bytes[1] == 0 : bytes[1] == 0 && bytes[3] == 0)) {
            throw UTF_32.refusal();
        }
        if (count >= ENOUGH && ((bytes[0] == 0 && bytes[2] == 0) || (bytes[1] == 0 && bytes[3] == 0))) {
            throw UTF_16.refusal();
        }
    }

    private IOException refusal() {
        return new IOException(what + ": expected text in UTF-8; " + remedy);
    }
}
