package sharelora.engine.ops;

/** What a part of the conformance suite asks for. */
interface UnderTest {

    Engine engine();

    /** Largest error against float64, relative to the largest number of an array. */
    double tolerance();

    /** Fails where a result differs from the expected rows by more than the tolerance. */
    default void agrees(Ops ops, Tensor actual, double[][] expected) {
        double[] numbers = Agreement.doubles(ops.read(actual));
        // What is read is rounded to float32, also by an engine of float64.
        Agreement.check("result", numbers, Formula.flatten(expected), Math.max(tolerance(), 1e-7), 0);
    }
}
