/**
 * The fast engine for CPUs: float32 on ND4J's memory, oneDNN for products with frozen weights, and Vector API kernels,
 * 256 bits wide, for everything else.
 *
 * <p>How it is built:
 *
 * <ul>
 *   <li>One worker computes one shard on one thread, in its own {@link sharelora.engine.fused.memory.Arena}. Kernels are static
 *       methods over plain addresses.
 *   <li>A {@link sharelora.engine.fused.memory.Matrix} row is padded to whole vectors. The padding is zero at all times, so
 *       element-wise kernels and sums run over it without a tail; a kernel that would leave anything else there clears it.
 *   <li>A kernel is one small loop. HotSpot's compiler keeps vectors in registers only if every vector method of a loop is
 *       inlined; past its size limits it allocates each vector on the heap, an order of magnitude slower.
 *   <li>Every sum has a fixed order, and exp is a polynomial of our own: {@code reduceLanes} and the vector mathematics
 *       library promise neither.
 * </ul>
 *
 * <p>Dimensions as in {@link sharelora.engine.ops}, and {@code T}: tokens of one sequence, {@code K = D / H}: columns of
 * one head.
 */
package sharelora.engine.fused;
