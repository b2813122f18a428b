/**
 * The operations of {@link sharelora.engine.ops.Ops}, a class for each: how it computes, and how its gradient
 * goes back.
 */
package sharelora.engine.fused.operations;
