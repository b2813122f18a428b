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
    static double[][] attention(double[][] qkv, Sequences sequences, AttentionShape shape, Dropout dropout) {
        int width = qkv[0].length / shape.blocks();
        double[][] out = new double[qkv.length][shape.queries() * width];
        for (int s = 0; s < sequences.count(); s++) {
            int first = sequences.starts()[s];
            for (int i = 0; i < sequences.length(s); i++) {
                for (int h = 0; h < shape.queries(); h++) {
                    int seen = shape.causal() ? i + 1 : sequences.length(s);
                    double[] p = probabilities(
                            qkv, first + i, first, seen, new int[] {h * width, shape.keyBlock(h) * width, width});
                    for (int j = 0; j < seen; j++) {
                        int columns = 2048 * shape.queries();
                        p[j] *= dropout.factor(sequences.origins()[s] + i, columns, h * 2048 + j);
                        for (int c = 0; c < width; c++) {
                            out[first + i][h * width + c] += p[j] * qkv[first + j][shape.valueBlock(h) * width + c];
                        }
                    }
                }
            }
        }
        return out;
    }

    /** @param head first column of the query, first column of the key, columns */
    private static double[] probabilities(double[][] qkv, int query, int first, int seen, int[] head) {
        double[] p = new double[seen];
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            double score = 0;
            for (int c = 0; c < head[2]; c++) {
                score += qkv[query][head[0] + c] * qkv[first + j][head[1] + c];
            }
            p[j] = Math.exp(score / Math.sqrt(head[2]));
            sum += p[j];
        }
        double total = sum;
        return Arrays.stream(p).map(weight -> weight / total).toArray();
    }

    /** Column i of a head that is turned, and column K/2 + i, as real and imaginary part times those of the angle. */
    static double[][] rotate(double[][] qkv, double[][] angles, int[] positions, AttentionShape shape) {
        int half = angles[0].length / 2;
        int turned = (shape.queries() + shape.keyValues()) * 2 * half;
        return fill(qkv.length, qkv[0].length, (row, j) -> {
            double[] x = qkv[row];
            double cosine = angles[positions[row]][j % half];
            double sine = angles[positions[row]][half + j % half];
            boolean left = j % (2 * half) < half;
            double other = left ? -x[Math.min(j + half, x.length - 1)] : x[j - half];
            return j < turned ? x[j] * cosine + other * sine : x[j];
        });
    }

    static double[][] rootNorm(double[][] x, double[] gain, double epsilon) {
        return fill(x.length, x[0].length, (i, j) -> {
            double square =
                    Arrays.stream(x[i]).map(value -> value * value).average().orElseThrow();
            return gain[j] * x[i][j] / Math.sqrt(square + epsilon);
        });
    }

    static double geluTanh(double x) {
        return x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
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

    /** s · cos(x, w); zeros have the cosine 0. */
    static double[][] cosine(double[][] x, double[][] w, double s) {
        return fill(x.length, w.length, (i, c) -> s * dot(x[i], w[c]) / (length(x[i]) * length(w[c])));
    }

    private static double length(double[] row) {
        return Math.max(1e-12, Math.sqrt(dot(row, row)));
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
