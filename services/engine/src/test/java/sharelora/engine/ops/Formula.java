package sharelora.engine.ops;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;

/** The operations' definitions in plain loops over float64 rows, for comparison with what engines make of them. */
final class Formula {

    private Formula() {}

    /** x wᵀ + b. */
    static double[][] linear(double[][] x, double[][] w, double[] b) {
        return fill(x.length, w.length, (i, j) -> b[j] + dot(x[i], w[j]));
    }

    /** x aᵀ. */
    static double[][] product(double[][] x, double[][] a) {
        return linear(x, a, new double[a.length]);
    }

    /** y with scale · up added from a column on. */
    static double[][] addAt(double[][] y, double[][] up, double scale, int column) {
        return fill(y.length, y[0].length, (i, j) -> {
            boolean inside = j >= column && j < column + up[i].length;
            return y[i][j] + (inside ? scale * up[i][j - column] : 0);
        });
    }

    /** Softmax(q kᵀ / √K) with dropout on it, times v, for each head of each sequence. */
    static double[][] attention(double[][] qkv, Sequences sequences, int heads, Dropout dropout) {
        int d = qkv[0].length / 3;
        int width = d / heads;
        double[][] out = new double[qkv.length][d];
        for (int s = 0; s < sequences.count(); s++) {
            int first = sequences.starts()[s];
            int length = sequences.length(s);
            for (int i = 0; i < length; i++) {
                for (int h = 0; h < heads; h++) {
                    double[] p = probabilities(qkv, first, length, first + i, new int[] {h * width, width, d});
                    for (int j = 0; j < length; j++) {
                        double weight = p[j] * dropout.factor(sequences.origins()[s] + i, 2048 * heads, h * 2048 + j);
                        for (int c = h * width; c < (h + 1) * width; c++) {
                            out[first + i][c] += weight * qkv[first + j][2 * d + c];
                        }
                    }
                }
            }
        }
        return out;
    }

    /** @param head first column, columns, and how far the keys are from the queries */
    private static double[] probabilities(double[][] qkv, int first, int length, int query, int[] head) {
        double[] p = new double[length];
        double sum = 0;
        for (int j = 0; j < length; j++) {
            double score = 0;
            for (int c = head[0]; c < head[0] + head[1]; c++) {
                score += qkv[query][c] * qkv[first + j][head[2] + c];
            }
            p[j] = Math.exp(score / Math.sqrt(head[1]));
            sum += p[j];
        }
        double total = sum;
        return Arrays.stream(p).map(weight -> weight / total).toArray();
    }

    static double[][] norm(double[][] x, double[] gain, double[] bias, double epsilon) {
        double[][] out = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] row = x[i];
            double mean = Arrays.stream(row).average().orElseThrow();
            double variance = Arrays.stream(row)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow();
            out[i] = new double[row.length];
            Arrays.setAll(out[i], j -> gain[j] * (row[j] - mean) / Math.sqrt(variance + epsilon) + bias[j]);
        }
        return out;
    }

    /** x Φ(x) by Marsaglia's series, Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + …). */
    static double gelu(double x) {
        double term = x;
        double sum = 0;
        for (int n = 3; sum + term != sum; n += 2) {
            sum += term;
            term *= x * x / n;
        }
        return x * (0.5 + Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum);
    }

    static double[][] meanPool(double[][] x, Sequences sequences, double scale) {
        return fill(sequences.count(), x[0].length, (s, j) -> {
            double sum = 0;
            for (int i = sequences.starts()[s]; i < sequences.starts()[s + 1]; i++) {
                sum += x[i][j];
            }
            return scale * sum / sequences.length(s);
        });
    }

    static double[][] fill(int rows, int columns, ToDoubleBiFunction<Integer, Integer> value) {
        double[][] out = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[i][j] = value.applyAsDouble(i, j);
            }
        }
        return out;
    }

    static double[] flatten(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
