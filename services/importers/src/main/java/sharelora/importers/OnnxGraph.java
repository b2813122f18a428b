package sharelora.importers;

import static sharelora.engine.format.ModelFormatException.quote;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;
import org.nd4j.shade.protobuf.WireFormat;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/**
 * The weights of a Hugging Face model that was exported to ONNX. Most initializers keep their names. The weight of a
 * projection loses its name and is transposed. The node that uses it tells the name: {@code
 * /encoder/layer.0/output/dense/MatMul} multiplies by what was {@code encoder.layer.0.output.dense.weight}.
 */
final class OnnxGraph {

    /** Protobuf writes a message's field as its number and, in the lowest three bits, how its value is encoded. */
    private static final int GRAPH = tag(ModelProto.GRAPH_FIELD_NUMBER);

    private static final int NODE = tag(GraphProto.NODE_FIELD_NUMBER);
    private static final int INITIALIZER = tag(GraphProto.INITIALIZER_FIELD_NUMBER);
    private static final int RAW_DATA = tag(TensorProto.RAW_DATA_FIELD_NUMBER);
    private static final int FLOAT_DATA = tag(TensorProto.FLOAT_DATA_FIELD_NUMBER);

    /** The most bytes of one message beside its raw numbers: parsed, they can take a hundred times as many. */
    private static final int MAX_DESCRIPTION = 1 << 20;

    private static final String PROJECTION = "/MatMul";

    private final Path file;
    private final Map<String, OnnxTensor> initializers = new HashMap<>();
    private final Map<String, String> projections = new HashMap<>();

    private OnnxGraph(Path file) {
        this.file = file;
    }

    /**
     * Finds all initializers in a {@code ModelProto}. Nodes and initializers are parsed one after the other, since all of
     * them at once could need many times the memory of the file; the numbers stay in {@code model}.
     *
     * @param model must live as long as the weights that are taken from the graph
     * @throws ModelFormatException when it is damaged or has no graph
     */
    static OnnxGraph read(Path file, MemorySegment model) {
        OnnxGraph graph = new OnnxGraph(file);
        try {
            graph.readModel(inPlace(UnsafeByteOperations.unsafeWrap(model.asByteBuffer())));
        } catch (IOException e) {
            throw new ModelFormatException(file, "is no ONNX model in protobuf's format: " + e.getMessage(), e);
        }
        if (graph.initializers.isEmpty()) {
            throw new ModelFormatException(file, "has no graph with initializers: expected an ONNX model");
        }
        return graph;
    }

    private void readModel(CodedInputStream model) throws IOException {
        for (int tag = model.readTag(); tag != 0; tag = model.readTag()) {
            if (tag == GRAPH) {
                readGraph(inPlace(model.readBytes()));
            } else {
                skip(model, tag);
            }
        }
    }

    private void readGraph(CodedInputStream graph) throws IOException {
        for (int tag = graph.readTag(); tag != 0; tag = graph.readTag()) {
            if (tag == NODE) {
                addNode(NodeProto.parseFrom(limited(graph.readBytes())));
            } else if (tag == INITIALIZER) {
                addInitializer(TensorProto.parseFrom(limited(graph.readBytes())));
            } else {
                skip(graph, tag);
            }
        }
    }

    private CodedInputStream limited(ByteString message) throws IOException {
        CodedInputStream fields = inPlace(message);
        long description = message.size();
        for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
            int start = fields.getTotalBytesRead();
            skip(fields, tag);
            boolean numbers = tag == RAW_DATA || tag == FLOAT_DATA;
            description -= numbers ? fields.getTotalBytesRead() - start : 0;
        }
        if (description > MAX_DESCRIPTION) {
            throw new ModelFormatException(
                    file,
                    "a node or initializer has " + description + " bytes beside its numbers: expected at most "
                            + MAX_DESCRIPTION);
        }
        return inPlace(message);
    }

    private void skip(CodedInputStream message, int tag) throws IOException {
        if (!message.skipField(tag)) {
            throw new ModelFormatException(file, "is no ONNX model in protobuf's format: a group ends without a begin");
        }
    }

    /** Reads a message without copying its bytes, raw numbers above all. */
    private static CodedInputStream inPlace(ByteString message) {
        CodedInputStream stream = message.newCodedInput();
        stream.enableAliasing(true);
        return stream;
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private void addInitializer(TensorProto tensor) {
        if (initializers.put(tensor.getName(), OnnxTensor.of(file, tensor)) != null) {
            throw new ModelFormatException(file, "has the initializer " + quote(tensor.getName()) + " twice");
        }
    }

    private void addNode(NodeProto node) {
        String name = node.getName();
        boolean product = node.getOpType().equals("MatMul") && node.getInputCount() == 2;
        if (product && name.startsWith("/") && name.endsWith(PROJECTION) && name.length() > PROJECTION.length()) {
            String module =
                    name.substring(1, name.length() - PROJECTION.length()).replace('/', '.');
            projections.put(module + ".weight", node.getInput(1));
        }
    }

    /**
     * A weight by its name in the Hugging Face model, as that model keeps it.
     *
     * @throws ModelFormatException when it is missing, misshapen, not float32 or not finite
     */
    Weight weight(String name, int... shape) {
        OnnxTensor named = initializers.get(name);
        if (named != null) {
            return named.weight(file, shape);
        }
        OnnxTensor transposed = initializers.get(projections.getOrDefault(name, ""));
        if (transposed == null || shape.length != 2) {
            throw new ModelFormatException(file, "has no initializer for " + quote(name));
        }
        return transposed.weight(file, shape[1], shape[0]).transposed().named(name);
    }
}
