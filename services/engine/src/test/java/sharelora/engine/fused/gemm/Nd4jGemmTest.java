package sharelora.engine.fused.gemm;

class Nd4jGemmTest extends GemmConformance {

    @Override
    protected Gemm open() {
        return new Nd4jGemm();
    }
}
