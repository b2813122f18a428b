/**
 * The seam between adapter methods and everything else. A method is a folder of its own below this one: a
 * {@link sharelora.engine.adapter.AdapterMethod} with its {@link sharelora.engine.adapter.Setting}s, the
 * {@link sharelora.engine.adapter.AdapterSpec} that they describe, and the {@link sharelora.engine.adapter.Plan} that this
 * comes to on a base: the matrices, what they start as, what they add, what trains when, and how it leaves and comes back.
 * A line in {@link sharelora.engine.adapter.AdapterMethods} makes it known. Job files, records, states, counts, exports and
 * the command line go through these types and name no method.
 *
 * <p>What a method adds goes through doors in the model's code: {@link sharelora.engine.model.Adapter#add} at a projection,
 * {@link sharelora.engine.model.Adapter#around} around a layer. What it chooses by the gradients of frozen weights is a {@link
 * sharelora.engine.adapter.WeightSearch} of its plan, what by its own numbers {@link sharelora.engine.adapter.Plan#after}, and
 * what it chose a {@link sharelora.engine.adapter.Structure} in the state. What a method changes in its numbers for the length of a step, and a loss of its own, is a {@link
 * sharelora.engine.adapter.Perturbation} of its plan. Matrices that the pairs do not say leave with them ({@link
 * sharelora.engine.adapter.Export.WithMatrices}), or in a form of the method's own ({@link
 * sharelora.engine.adapter.Export.Native}), and come back ({@link sharelora.engine.adapter.OwnStart}).
 *
 * <p>Dimensions: {@code L} layers, {@code D} hidden size, {@code R} rank, {@code C} classes.
 */
package sharelora.engine.adapter;
