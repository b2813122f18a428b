package sharelora.engine.fused;

class Nd4jGemmTest extends GemmConformance {

    @Override
    Gemm open() {
        return new Nd4jGemm();
    }
}
