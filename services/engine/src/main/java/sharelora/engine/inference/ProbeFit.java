package sharelora.engine.inference;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Softmax regression by Deeplearning4j: one output layer, Adam, all rows in every epoch.
 *
 * @param weight [C, D]
 * @param bias [C]
 */
record ProbeFit(float[] weight, float[] bias) {

    private static final int EPOCHS = 200;
    private static final double RATE = 0.02;
    /** Keeps the weights finite where the rows can be told apart without an error. */
    private static final double L2 = 1e-3;

    static ProbeFit of(float[][] rows, int[] targets, int classes, long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(rows[0].length, classes, seed));
        network.init();
        try (INDArray x = Nd4j.create(rows); // [n, D]
                INDArray y = Nd4j.create(oneHot(targets, classes))) { // [n, C]
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                network.fit(x, y);
            }
        }
        return new ProbeFit(
                network.getParam("0_W").transpose().dup('c').data().asFloat(), // [C, D]
                network.getParam("0_b").dup('c').data().asFloat()); // [C]
    }

    private static MultiLayerConfiguration configuration(int columns, int classes, long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.FLOAT)
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam(RATE))
                .l2(L2)
                .list()
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(columns)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    private static float[][] oneHot(int[] targets, int classes) {
        float[][] rows = new float[targets.length][classes];
        for (int i = 0; i < targets.length; i++) {
            rows[i][targets[i]] = 1;
        }
        return rows;
    }
}
