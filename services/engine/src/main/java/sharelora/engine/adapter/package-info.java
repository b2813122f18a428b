/**
 * The seam between adapter methods and everything else. A method is a folder of its own below this one: a
 * {@link sharelora.engine.adapter.AdapterMethod} with its {@link sharelora.engine.adapter.Setting}s, the
 * {@link sharelora.engine.adapter.AdapterSpec} that they describe, and the {@link sharelora.engine.adapter.Plan} that this
 * comes to on a base: the matrices, what they start as, what they add, what trains when, and how it leaves and comes back.
 * A line in {@link sharelora.engine.adapter.AdapterMethods} makes it known. Job files, records, states, counts, exports and
 * the command line go through these types and name no method.
 *
 * <p>What a method adds goes through doors in the model's code. {@link sharelora.engine.model.Adapter#add} is the door at a
 * projection. A path around a whole layer, as LoR2C has it, is to be a second method of that interface beside {@code add},
 * which every {@code Network} calls behind each layer with the layer's input and output. The gradient of a frozen weight,
 * which RoSA chooses its mask by, is to be an operation of {@code ops}, asked for through the pass in
 * {@code Adapter.add}, where x and the gradient of y are at hand. What a method changes in its numbers for the length of a
 * step, and a loss of its own, is a {@link sharelora.engine.adapter.Perturbation} of its plan. Matrices that the pairs do not
 * say leave with them ({@link sharelora.engine.adapter.Export.WithMatrices}) and come back ({@link
 * sharelora.engine.adapter.OwnStart}).
 *
 * <p>Dimensions: {@code L} layers, {@code D} hidden size, {@code R} rank, {@code C} classes.
 */
package sharelora.engine.adapter;
