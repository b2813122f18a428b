/**
 * Adapter methods as values: the matrices a method trains and who shares them, what they start as, what they add to a
 * projection, and how they leave.
 *
 * <p>Dimensions: {@code L} layers, {@code D} hidden size, {@code R} rank, {@code C} classes.
 */
package sharelora.engine.adapter;
