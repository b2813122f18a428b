package sharelora.engine.ops;

/** What a part of the conformance suite asks for. */
interface UnderTest {

    Engine engine();

    /** Largest error against float64, relative to the largest number of an array. */
    double tolerance();
}
