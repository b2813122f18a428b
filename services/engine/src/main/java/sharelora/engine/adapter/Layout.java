package sharelora.engine.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.OwnMatrices.OwnMatrix;
import sharelora.engine.head.Head;
import sharelora.engine.head.HeadPlan;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Site;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Range;
import sharelora.engine.parameter.MatrixSpec;

/**
 * Where each matrix lies in the flat vector: the adapter's that are trained in their method's order, each once however
 * many layers share it, then the head's, if it trains any, those with a row or column for each output last, and behind these
 * P numbers what is not trained.
 */
public final class Layout {

    private final Plan plan;
    private final Structure structure;
    private final HeadPlan headPlan;
    private final Map<MatrixSpec, Parameter> adapter;
    private final List<Parameter> head;
    private final List<Parameter> parameters;
    private final int size;

    private Layout(
            Plan plan,
            Structure structure,
            HeadPlan headPlan,
            Map<MatrixSpec, Parameter> adapter,
            List<Parameter> parameters,
            int size) {
        this.plan = plan;
        this.structure = structure;
        this.headPlan = headPlan;
        this.adapter = adapter;
        this.parameters = List.copyOf(parameters);
        this.head =
                this.parameters.subList(parameters.size() - headPlan.matrices().size(), parameters.size());
        this.size = size;
    }

    /**
     * Lays out an adapter and a head with {@code outputs} outputs, C, on a base of that shape.
     *
     * @throws IllegalArgumentException where the base has no such target
     * @throws ArithmeticException where there are 2³¹ numbers or more
     */
    public static Layout of(ModelShape shape, AdapterSpec spec, HeadSpec head, int outputs) {
        Plan plan = spec.plan(shape);
        HeadPlan headPlan = HeadPlan.of(head, shape, outputs);
        Map<MatrixSpec, Parameter> adapter = new LinkedHashMap<>();
        List<Parameter> parameters = new ArrayList<>();
        for (MatrixSpec matrix : plan.matrices()) {
            if (matrix.trained()) {
                adapter.put(matrix, append(parameters, matrix.name(), matrix.rows(), matrix.columns()));
            }
        }
        for (MatrixSpec matrix : headPlan.matrices()) {
            append(parameters, matrix.name(), matrix.rows(), matrix.columns());
        }
        int end = end(parameters.getLast());
        for (MatrixSpec matrix : plan.matrices()) {
            if (!matrix.trained()) {
                Parameter frozen = new Parameter(matrix.name(), matrix.rows(), matrix.columns(), end, false);
                adapter.put(matrix, frozen);
                end = end(frozen);
            }
        }
        return new Layout(plan, Structure.NONE, headPlan, adapter, parameters, end);
    }

    /** The same with what the method chose. */
    public Layout with(Structure chosen) {
        return new Layout(plan, chosen, headPlan, adapter, parameters, size);
    }

    /** What the method chose. */
    public Structure structure() {
        return structure;
    }

    /** The same with the way on from it. */
    public Chosen chosen() {
        return new Chosen(plan, structure, adapter);
    }

    /** What the adapter is on this base. */
    public Plan plan() {
        return plan;
    }

    private static Parameter append(List<Parameter> parameters, String name, int rows, int columns) {
        int offset = parameters.isEmpty() ? 0 : end(parameters.getLast());
        Parameter parameter = new Parameter(name, rows, columns, offset);
        parameters.add(parameter);
        return parameter;
    }

    private static int end(Parameter parameter) {
        return Math.addExact(parameter.offset(), parameter.size());
    }

    /** All that are trained, in order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Those of the adapter, trained or not, in its method's order but the trained ones first. */
    public List<Parameter> adapterParameters() {
        return List.copyOf(adapter.values());
    }

    /**
     * Stretches of the P trained numbers that learn at one rate in an update, from the first to the last; what rests in it is
     * in none.
     *
     * @param update from 1
     */
    public List<Pace> paces(long update) {
        return new Paces(plan, structure, update).of(adapter, new Range(adapterSize(), trainedSize()));
    }

    /**
     * Numbers that learn alike.
     *
     * @param rate so many times the learning rate
     * @param since updates before their first one
     */
    public record Pace(Range range, double rate, long since) {

        /** Numbers that learn from the first update on. */
        public Pace(Range range, double rate) {
            this(range, rate, 0);
        }
    }

    /** Trained numbers of the adapter alone. */
    public int adapterSize() {
        return head.isEmpty() ? trainedSize() : head.getFirst().offset();
    }

    /** P. */
    public int trainedSize() {
        return end(parameters.getLast());
    }

    /** P and what is not trained. */
    public int size() {
        return size;
    }

    /** What the adapter adds, computed with the parameters of this layout. */
    public Adapter adapter() {
        return plan.adapter(adapter::get, structure);
    }

    /** What the method does to its numbers for the length of a step. */
    public Perturbation perturbation() {
        return plan.perturbation(adapter::get);
    }

    /** What makes outputs, computed with the parameters of this layout. */
    public Head head() {
        return headPlan.head(head);
    }

    /** Initialization values, all of them: the adapter's by its method, the head's by its kind. */
    public float[] start(long seed) {
        float[] values = new float[size()];
        adapter.forEach((matrix, parameter) -> System.arraycopy(
                matrix.start().numbers(matrix, seed), 0, values, parameter.offset(), parameter.size()));
        for (int i = 0; i < head.size(); i++) {
            MatrixSpec matrix = headPlan.matrices().get(i);
            float[] numbers = matrix.start().numbers(matrix, seed);
            System.arraycopy(numbers, 0, values, head.get(i).offset(), numbers.length);
        }
        return values;
    }

    /**
     * Values of this layout moved to one that differs by more outputs: rows that this one lacks are as they begin.
     *
     * @param numbers all of them, or the P trained ones
     * @return as many numbers as {@code larger} has of these
     */
    public float[] grown(float[] numbers, Layout larger, long seed) {
        float[] grown = moved(numbers, larger);
        for (int i = 0; i < head.size(); i++) {
            MatrixSpec matrix = larger.headPlan.matrices().get(i);
            int known = head.get(i).size();
            float[] start = matrix.start().numbers(matrix, seed);
            System.arraycopy(start, known, grown, larger.head.get(i).offset() + known, start.length - known);
        }
        return grown;
    }

    /**
     * Moments of this layout moved to one that differs by more outputs: rows that this one lacks are zero, as those of
     * values that no update has moved yet.
     *
     * @param numbers all of them, or the P trained ones
     * @return as many numbers as {@code larger} has of these
     */
    public float[] moved(float[] numbers, Layout larger) {
        int frozen = numbers.length - trainedSize();
        float[] moved = new float[larger.trainedSize() + frozen];
        for (int i = 0; i < parameters.size(); i++) {
            Parameter from = parameters.get(i);
            System.arraycopy(
                    numbers, from.offset(), moved, larger.parameters.get(i).offset(), from.size());
        }
        System.arraycopy(numbers, trainedSize(), moved, larger.trainedSize(), frozen);
        return moved;
    }

    /** What the adapter adds as plain LoRA, shared matrices repeated: layer by layer, the pairs by target. */
    public List<Map<String, LowRankPair>> pairs(float[] values) {
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (Site site : plan.sites()) {
            if (site.layer() == layers.size()) {
                layers.add(new LinkedHashMap<>());
            }
            LowRankPair pair = plan.pair(site, matrix -> cut(values, adapter.get(matrix)));
            layers.get(site.layer()).put(site.projection(), pair);
        }
        return layers;
    }

    /** The head's numbers by the names of its matrices. */
    public Map<String, float[]> headNumbers(float[] values) {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        head.forEach(parameter -> numbers.put(parameter.name(), cut(values, parameter)));
        return numbers;
    }

    /** Every matrix of the adapter by its name, trained or not. */
    public Map<String, OwnMatrix> ownMatrices(float[] values) {
        Map<String, OwnMatrix> matrices = new LinkedHashMap<>();
        adapter.values()
                .forEach(parameter -> matrices.put(
                        parameter.name(),
                        new OwnMatrix(parameter.rows(), parameter.columns(), cut(values, parameter))));
        return matrices;
    }

    /**
     * The way back, from an adapter that {@link AdapterSpec#requireStart} lets pass.
     *
     * @param from with the targets of this layout
     * @param numbers of the head by the names of its matrices
     * @param seed of what the adapter does not say
     * @return as many numbers as this layout has
     * @throws IllegalArgumentException naming the layers, or the pair or matrix that is missing or has another size
     */
    public float[] joined(LowRankAdapter from, Map<String, float[]> numbers, long seed) {
        float[] values = new float[size()];
        int layers = plan.sites().getLast().layer() + 1;
        if (from.layers().size() != layers) {
            throw new IllegalArgumentException(
                    "the adapter has " + from.layers().size() + " layers, expected " + layers + " as the base has");
        }
        Map<MatrixSpec, float[]> said = plan.joined(from);
        adapter.forEach((matrix, parameter) -> {
            float[] known = said.get(matrix);
            paste(known == null ? matrix.start().numbers(matrix, seed) : known, values, parameter);
        });
        List<String> names = head.stream().map(Parameter::name).toList();
        if (!numbers.keySet().equals(Set.copyOf(names))) {
            throw new IllegalArgumentException("the head has " + numbers.keySet() + ", expected " + names);
        }
        head.forEach(parameter -> paste(numbers.get(parameter.name()), values, parameter));
        return values;
    }

    private static float[] cut(float[] values, Parameter from) {
        return Arrays.copyOfRange(values, from.offset(), from.offset() + from.size());
    }

    private static void paste(float[] numbers, float[] values, Parameter to) {
        if (numbers.length != to.size()) {
            throw new IllegalArgumentException(to.name() + " has " + numbers.length + " numbers, expected " + to.rows()
                    + " x " + to.columns() + " on this base");
        }
        System.arraycopy(numbers, 0, values, to.offset(), numbers.length);
    }
}
