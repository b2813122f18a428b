package sharelora.operations.control;

/**
 * What came of making a suite.
 *
 * @param records that are in it
 * @param left examples that were left out of it; the outcome's notes say why
 */
public record SuiteOutcome(Outcome outcome, int records, long left) {}
