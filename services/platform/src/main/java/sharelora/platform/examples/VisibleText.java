package sharelora.platform.examples;

/** Tells texts in which a reader sees something from those that only look empty. */
public final class VisibleText {

    private VisibleText() {}

    /** Whether the text has a character that is neither white space nor control nor of no width. */
    public static boolean isIn(String text) {
        return text.codePoints().anyMatch(VisibleText::isVisible);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !isIgnorable(c);
        };
    }

    /** Those of Unicode's Default_Ignorable_Code_Point that are letters and marks by their category. */
    private static boolean isIgnorable(int c) {
        return switch (c) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0 -> true; // a joiner, and fillers
            default -> (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF); // variation selectors
        };
    }
}
