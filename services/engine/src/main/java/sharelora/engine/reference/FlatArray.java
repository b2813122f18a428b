package sharelora.engine.reference;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Parameter;

/** A flat vector as one ND4J array [P]. */
record FlatArray(INDArray array) implements Flat {

    static FlatArray zeros(DataType type, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a flat vector needs at least one number, not " + size);
        }
        return new FlatArray(Nd4j.zeros(type, size));
    }

    /** The parameter's numbers in place. */
    INDArray matrix(Parameter parameter) {
        int stride = parameter.stride();
        INDArray rows = range(parameter.offset(), parameter.rows() * stride).reshape('c', parameter.rows(), stride);
        return stride == parameter.columns()
                ? rows // [rows, columns]
                : rows.get(NDArrayIndex.all(), NDArrayIndex.interval(0, parameter.columns())); // [rows, columns]
    }

    /** Adds to the parameter's numbers, and frees what was added. */
    void add(Parameter parameter, INDArray part) {
        range(parameter.offset(), parameter.size()).addi(part.reshape(new long[] {parameter.size()}));
        part.close();
    }

    @Override
    public int size() {
        return Math.toIntExact(array.length());
    }

    @Override
    public void write(int offset, float[] values) {
        try (INDArray source = Nd4j.create(values, new long[] {values.length}, array.dataType())) {
            range(offset, values.length).assign(source);
        }
    }

    @Override
    public float[] read(int offset, int count) {
        return range(offset, count).toFloatVector();
    }

    @Override
    public double get(int index) {
        return array.getDouble(index);
    }

    @Override
    public void set(int index, double value) {
        array.putScalar(index, value);
    }

    @Override
    public void fillZero() {
        array.assign(0);
    }

    /** A view of {@code count} numbers from {@code offset} on. */
    INDArray range(int offset, int count) {
        if (offset < 0 || count < 1 || offset > size() - count) {
            throw new IndexOutOfBoundsException(
                    "numbers " + offset + " to " + (offset + (long) count) + " of a flat vector of " + size());
        }
        return array.get(NDArrayIndex.interval(offset, offset + count)); // [count]
    }
}
