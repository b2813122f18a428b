package sharelora.engine.training;

import sharelora.engine.Engines;
import sharelora.engine.ops.Engine;

class FusedStockHeadTest extends StockHeadConformance {

    @Override
    Engine engine() {
        return Engines.fused();
    }
}
