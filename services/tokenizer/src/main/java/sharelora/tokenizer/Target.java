package sharelora.tokenizer;

/**
 * What an example is to be answered with; of the three only the one of its stream's task means anything.
 *
 * @param index of its label; 0 where the task is not classification
 * @param score its value; 0 where the task is not regression
 * @param prompt tokens at its beginning that are given; 0 where the task is not generation
 */
record Target(int index, double score, int prompt) {

    static Target ofClass(int index) {
        return new Target(index, 0, 0);
    }

    static Target ofScore(double score) {
        return new Target(0, score, 0);
    }

    static Target ofCompletion(int prompt) {
        return new Target(0, 0, prompt);
    }
}
