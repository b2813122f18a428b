package sharelora.tokenizer;

/** Stands in for a text tokenizer: a token per word, its length; 100 before and 101 behind. */
final class Words {

    private Words() {}

    static int[] encode(String text) {
        String[] words = text.trim().split("\\s+", -1);
        int[] ids = new int[words.length + 2];
        ids[0] = 100;
        for (int i = 0; i < words.length; i++) {
            ids[i + 1] = words[i].length();
        }
        ids[ids.length - 1] = 101;
        return ids;
    }
}
