package sharelora.engine.format.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.StockHeadNames;

class StockFolderTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("checkpoint");
    }

    @ParameterizedTest
    @CsvSource({
        "BERT,bert.encoder.layer.1.attention.self.query,classifier",
        "ROBERTA,roberta.encoder.layer.1.attention.self.query,classifier",
        "GPT2,transformer.h.1.attn.c_attn,score",
        "LLAMA,model.layers.1.self_attn.q_proj,score"
    })
    void putsAStockHeadWhereTheClassForSequenceClassificationHasIt(StockHeadNames naming, String query, String module)
            throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(ModuleNames.of(naming.family()), List.of("query"), 2)
                .withHead(HandMadeAdapter.stock(naming, List.of("a", "ü", "c")));
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(HandMadeAdapter.config(folder).get("task_type").textValue()).isEqualTo("SEQ_CLS");
        assertThat(HandMadeAdapter.config(folder).get("modules_to_save")).hasToString("[\"" + module + "\"]");
        assertThat(folder.resolve("head.safetensors")).doesNotExist();
        boolean padded = module.equals("score"); // it takes no batch of texts before it knows what pads them
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("AutoModelForSequenceClassification.from_pretrained(base, num_labels=3"
                        + (padded ? ", pad_token_id=tokenizer.pad_token_id)" : ")"));
        try (Safetensors tensors = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
            assertThat(tensors.names()).contains("base_model.model." + query + ".lora_A.weight");
            assertThat(tensors.names())
                    .containsAll(naming.tensors().stream()
                            .map("base_model.model."::concat)
                            .toList());
        }
    }

    @Test
    void readsAStockHeadOfARegression() {
        // Given
        AdapterFolder adapter =
                HandMadeAdapter.of(List.of("query"), 2).withHead(HandMadeAdapter.stock(StockHeadNames.BERT, List.of()));
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(folder.resolve("README.md")).content().contains("print(logits.item())");
    }

    @Test
    void refusesAStockHeadThatIsNotWhole() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query"), 2);
        PeftFolder.write(adapter.withHead(HandMadeAdapter.stock(StockHeadNames.BERT, List.of("a", "b"))), folder);
        String head = "base_model.model.classifier.";
        // When, Then
        assertHeadRefused(
                "holds no head: expected that of a class for sequence classification",
                name -> name.startsWith(head + "weight") ? null : name);
        assertHeadRefused("has no tensor \"" + head + "bias\"", name -> name.equals(head + "bias") ? null : name);
        assertHeadRefused(
                "has the tensor \"" + head + "other\": expected [classifier.weight, classifier.bias]",
                name -> name.equals(head + "bias") ? head + "other" : name);
    }

    /** Rewrites the adapter's file under other names; null: without the tensor. */
    private void assertHeadRefused(String complaint, UnaryOperator<String> renamed) throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        List<Weight> tensors = new ArrayList<>();
        try (Safetensors read = Safetensors.open(file)) {
            for (String name : read.names()) {
                if (renamed.apply(name) != null) {
                    float[] numbers = read.weight(name).toArray();
                    tensors.add(Weight.of(renamed.apply(name), read.weight(name).shape(), numbers));
                }
            }
        }
        SafetensorsWriter.write(file, Map.of(), tensors);
        assertThatThrownBy(() -> PeftFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
        Files.write(file, whole);
    }
}
