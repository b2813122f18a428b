/**
 * The plain engine: every operation in calls of ND4J's own, in float32 or float64, on whatever backend ND4J runs.
 *
 * <p>It is what other engines are compared to, so it prefers the formula to the fast form. An operation's result is a
 * new array; a tensor that was consumed refuses to be used again, so that model code which passes here is safe on
 * engines that do overwrite. Products go through {@code Nd4j.matmul} into a C-order result; {@code mmuli} into C order
 * runs at a third of its speed.
 *
 * <p>Dimensions as in {@link sharelora.engine.ops}, and {@code T}: tokens of one sequence, {@code K = D / H}: columns of
 * one head.
 */
package sharelora.engine.reference;
