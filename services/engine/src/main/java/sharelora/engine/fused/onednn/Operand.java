package sharelora.engine.fused.onednn;

import sharelora.engine.fused.memory.Block;

/** A matrix in one of oneDNN's formats, and oneDNN's memory object for it. */
record Operand(Block block, long memory) {

    /** Room for what the descriptor describes. */
    static Operand of(OneDnnGemm gemm, long descriptor) {
        Block block = Block.of(Math.ceilDiv(gemm.library().bytes(descriptor), Float.BYTES));
        return new Operand(block, gemm.memory(descriptor, block.address()));
    }

    long address() {
        return block.address();
    }

    void close(OneDnnGemm gemm) {
        gemm.library().run("dnnl_memory_destroy", memory);
        block.close();
    }
}
