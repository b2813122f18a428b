package sharelora.engine.ops;

/**
 * What a loss operation found.
 *
 * @param sum of the records' losses, unweighted, in record order
 * @param correct records whose class was the most likely one; ties go to the lowest class
 */
public record Loss(double sum, int correct) {}
