package sharelora.engine.reference;

import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import sharelora.engine.ops.Tensor;

/** A tensor on a tape, and in backward the gradient of the loss by it. */
final class Node implements Tensor {

    private final INDArray value;
    private final boolean trained;
    private INDArray gradient;
    private String consumer;

    /** @param trained whether a gradient has to come down to it */
    Node(INDArray value, boolean trained) {
        this.value = value;
        this.trained = trained;
    }

    boolean trained() {
        return trained;
    }

    @Override
    public int rows() {
        return value.rows();
    }

    @Override
    public int columns() {
        return value.columns();
    }

    INDArray value() {
        if (consumer != null) {
            throw new IllegalStateException("a tensor that " + consumer + " consumed is used again");
        }
        return value;
    }

    /** The value, for the last time: an engine may overwrite it here. */
    INDArray consume(String operation) {
        INDArray last = value();
        consumer = operation;
        return last;
    }

    /** Takes over one use's gradient. */
    void add(INDArray part) {
        if (gradient == null) {
            gradient = part;
        } else {
            gradient.addi(part);
            part.close();
        }
    }

    /** Hands the complete gradient on, if the loss depends on this tensor at all, and frees it. */
    void pull(Consumer<INDArray> backward) {
        if (gradient != null) {
            backward.accept(gradient);
            gradient.close();
            gradient = null;
        }
    }
}
