package sharelora.importers;

import static sharelora.engine.format.ModelFormatException.quote;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * The weights of an exported Hugging Face model in ONNX. Most initializers keep their names. The weight of a projection
 * does not, and is transposed: there the graph's node tells, {@code /encoder/layer.0/output/dense/MatMul} multiplies by
 * what was {@code encoder.layer.0.output.dense.weight}.
 */
final class OnnxGraph {

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATION = 4;

    private static final String PROJECTION = "/MatMul";

    private final Path file;
    private final Map<String, OnnxTensor> initializers = new HashMap<>();
    private final Map<String, String> projections = new HashMap<>();

    private OnnxGraph(Path file) {
        this.file = file;
    }

    /**
     * Finds all initializers in a {@code ModelProto}; their numbers stay in {@code model}.
     *
     * @throws ModelFormatException when it is damaged or has no graph
     */
    static OnnxGraph read(Path file, MemorySegment model) {
        OnnxGraph graph = new OnnxGraph(file);
        WireReader message = new WireReader(file, model);
        while (message.next()) {
            if (message.field() == MODEL_GRAPH) {
                graph.readGraph(message.message());
            }
        }
        if (graph.initializers.isEmpty()) {
            throw new ModelFormatException(file, "has no graph with initializers: expected an ONNX model");
        }
        return graph;
    }

    private void readGraph(WireReader graph) {
        while (graph.next()) {
            if (graph.field() == GRAPH_INITIALIZER) {
                OnnxTensor tensor = OnnxTensor.read(file, graph.message());
                if (initializers.put(tensor.name(), tensor) != null) {
                    throw new ModelFormatException(file, "has the initializer " + quote(tensor.name()) + " twice");
                }
            } else if (graph.field() == GRAPH_NODE) {
                readNode(graph.message());
            }
        }
    }

    private void readNode(WireReader node) {
        String name = "";
        String operation = "";
        List<String> inputs = new ArrayList<>();
        while (node.next()) {
            switch (node.field()) {
                case NODE_INPUT -> inputs.add(node.text());
                case NODE_NAME -> name = node.text();
                case NODE_OPERATION -> operation = node.text();
                default -> {
                    // Outputs and attributes have no weights.
                }
            }
        }
        if (operation.equals("MatMul") && inputs.size() == 2 && name.startsWith("/") && name.endsWith(PROJECTION)) {
            String module =
                    name.substring(1, name.length() - PROJECTION.length()).replace('/', '.');
            projections.put(module + ".weight", inputs.get(1));
        }
    }

    /**
     * A weight by its name in the Hugging Face model, as that model keeps it.
     *
     * @throws ModelFormatException when it is missing, misshapen, not float32 or not finite
     */
    Weight weight(String name, int... shape) {
        OnnxTensor kept = initializers.get(name);
        if (kept != null) {
            return kept.weight(file, shape);
        }
        OnnxTensor transposed = initializers.get(projections.getOrDefault(name, ""));
        if (transposed == null || shape.length != 2) {
            throw new ModelFormatException(file, "has no initializer for " + quote(name));
        }
        Weight inOut = transposed.weight(file, shape[1], shape[0]);
        return Weight.of(name, shape, transpose(inOut, shape[0], shape[1]));
    }

    private static float[] transpose(Weight inOut, int out, int in) {
        float[] outIn = new float[Math.multiplyExact(out, in)];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < out; o++) {
                outIn[o * in + i] = inOut.get((long) i * out + o);
            }
        }
        return outIn;
    }
}
