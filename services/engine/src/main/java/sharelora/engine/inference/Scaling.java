package sharelora.engine.inference;

/**
 * Shifts and divides each feature so that it has mean 0 and deviation 1 over the rows it was made of; fitting needs it,
 * and a linear model can take it into its own weights.
 */
record Scaling(double[] mean, double[] deviation) {

    static Scaling of(float[][] features) {
        int columns = features[0].length;
        double[] mean = new double[columns];
        double[] deviation = new double[columns];
        for (float[] row : features) {
            for (int i = 0; i < columns; i++) {
                mean[i] += row[i] / (double) features.length;
            }
        }
        for (float[] row : features) {
            for (int i = 0; i < columns; i++) {
                deviation[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / features.length;
            }
        }
        for (int i = 0; i < columns; i++) {
            // A constant feature tells nothing; 1 keeps it at 0.
            deviation[i] = deviation[i] > 1e-12 ? Math.sqrt(deviation[i]) : 1;
        }
        return new Scaling(mean, deviation);
    }

    float[][] scaled(float[][] features) {
        float[][] scaled = new float[features.length][mean.length];
        for (int row = 0; row < features.length; row++) {
            for (int i = 0; i < mean.length; i++) {
                scaled[row][i] = (float) ((features[row][i] - mean[i]) / deviation[i]);
            }
        }
        return scaled;
    }

    /** Weights [C, D] for features as they are, from those for scaled ones. */
    float[] folded(float[] weight) {
        float[] folded = new float[weight.length];
        for (int i = 0; i < weight.length; i++) {
            folded[i] = (float) (weight[i] / deviation[i % mean.length]);
        }
        return folded;
    }

    /** Bias [C] for features as they are, from weights and bias for scaled ones. */
    float[] folded(float[] weight, float[] bias) {
        float[] folded = new float[bias.length];
        for (int c = 0; c < bias.length; c++) {
            double sum = bias[c];
            for (int i = 0; i < mean.length; i++) {
                sum -= weight[c * mean.length + i] / deviation[i] * mean[i];
            }
            folded[c] = (float) sum;
        }
        return folded;
    }
}
