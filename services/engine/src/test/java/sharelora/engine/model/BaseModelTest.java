package sharelora.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;

class BaseModelTest {

    @TempDir
    private Path folder;

    private Engine engine;

    @BeforeEach
    void open() throws IOException {
        engine = Engines.reference(DataType.FLOAT);
        TinyBert.write(folder, 1);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void knowsItsShape() {
        // When
        try (BaseModel base = BaseModel.open(engine, folder)) {
            // Then
            assertThat(base.shape()).isEqualTo(new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24));
        }
    }

    @Test
    void aBertWithoutAPoolerIsRefusedForAStockHeadBeforeAnyBatch() {
        // Given
        LowRankSpec adapter = new LowRankSpec(LowRankMethod.LORA, 2, 4, 0, List.of("query"));
        try (BaseModel base = BaseModel.open(engine, folder)) {
            Layout layout = Layout.of(base.shape(), adapter, HeadSpec.STOCK, 2);
            String complaint =
                    "the base has no pooler, which the stock head of a bert looks through: expected head: mean";
            // When, Then
            assertThatThrownBy(() -> new HeadedModel(base, layout.adapter(), layout.head()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(complaint);
            assertThatThrownBy(() -> BaseModel.requireStockHead(folder)).hasMessageStartingWith(complaint);
        }
    }

    @Test
    void aMissingFolderIsOneClearLine() {
        assertThatThrownBy(() -> BaseModel.open(engine, folder.resolve("absent")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(folder.resolve("absent")
                        + ": no such folder: expected a model's config.json and model.safetensors");
    }

    @Test
    void aTruncatedWeightFileIsOneClearLine() throws IOException {
        // Given
        Path weights = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 4));
        // When, Then
        assertThatThrownBy(() -> BaseModel.open(engine, folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(weights + ": ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aConfigOfOtherSizesIsRefusedByTheTensorThatDoesNotFit() throws IOException {
        // Given
        Path config = folder.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"intermediate_size\": 32", "\"intermediate_size\": 48"));
        // When, Then
        assertThatThrownBy(() -> BaseModel.open(engine, folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(
                        "encoder.layer.0.intermediate.dense.weight\" has shape [32, 16]: expected [48, 16]");
    }
}
