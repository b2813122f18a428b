package sharelora.engine.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Weight;

/** The angles of every way to write them down, beside those of transformers ({@code infra/golden/make_cases.py}). */
class RotaryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int WIDTH = 16;

    private JsonNode golden;

    @BeforeEach
    void read() throws IOException {
        golden = JSON.readTree(
                Path.of("src/test/resources/golden/cases/rope.json").toFile());
    }

    @Test
    void turnsAsTransformersDoesOrRefusesWhatContradictsItself() {
        assertThat(golden.get("cases").size()).isGreaterThan(100);
        for (JsonNode one : golden.get("cases")) {
            ObjectNode config = golden.get("base").deepCopy();
            one.get("fields").properties().forEach(field -> config.set(field.getKey(), field.getValue()));
            // When
            if (one.get("contradicts").booleanValue()) {
                assertThatThrownBy(() -> rotary(config))
                        .as(config.toString())
                        .isInstanceOf(ModelFormatException.class)
                        .hasMessageMatching(".*(rope_theta|rope_parameters|type) is .*: expected .*");
            } else {
                assertAngles(rotary(config), one.get("frequencies"), config);
            }
        }
    }

    @Test
    void saysWhatItReadInTheFieldsThatEveryVersionReads() {
        for (JsonNode one : golden.get("cases")) {
            if (!one.get("contradicts").booleanValue()) {
                ObjectNode config = golden.get("base").deepCopy();
                one.get("fields").properties().forEach(field -> config.set(field.getKey(), field.getValue()));
                LlamaConfig read = LlamaConfig.of(new ConfigFields(fields(config)));
                // When
                ObjectNode written = JSON.valueToTree(read.fields());
                // Then
                assertThat(LlamaConfig.of(new ConfigFields(fields(written)))).isEqualTo(read);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":2}};rope_type is \"yarn\"",
                "{\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":2}};type is \"dynamic\"",
                "{\"rope_parameters\":{\"rope_type\":null}};rope_type is null",
                "{\"rope_parameters\":{\"rope_theta\":null}};rope_theta is null",
                "{\"rope_theta\":null};rope_theta is null",
                "{\"rope_theta\":1};expected a number above 1",
                "{\"rope_parameters\":{\"rope_type\":\"linear\"}};factor is missing",
                "{\"rope_parameters\":{\"full_attention\":{\"rope_theta\":5}}};expected one setting for all layers",
                "{\"rope_parameters\":{\"partial_rotary_factor\":0.5}};expected 1",
                "{\"rope_scaling\":[1]};rope_scaling is not a JSON object",
                "{\"rope_scaling\":{\"type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4}};more than low"
            })
    void refusesByNameWhatItDoesNotCompute(String fields, String complaint) throws IOException {
        ObjectNode config = golden.get("base").deepCopy();
        config.setAll((ObjectNode) JSON.readTree(fields));
        assertThatThrownBy(() -> rotary(config))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }

    private static Rotary rotary(ObjectNode config) {
        return LlamaConfig.of(new ConfigFields(fields(config))).rotary();
    }

    private static JsonFields fields(ObjectNode config) {
        return JsonFields.parse(Path.of("config.json"), config.toString());
    }

    private static void assertAngles(Rotary rotary, JsonNode frequencies, ObjectNode config) {
        int positions = config.get("max_position_embeddings").intValue();
        Weight table = rotary.table(positions, WIDTH);
        assertThat(frequencies.size()).isEqualTo(WIDTH / 2);
        for (int position : new int[] {1, positions - 1}) {
            for (int pair = 0; pair < WIDTH / 2; pair++) {
                double angle = position * frequencies.get(pair).doubleValue();
                assertThat((double) table.get(position * WIDTH + pair))
                        .as("cosine %d at %d of %s", pair, position, config)
                        .isCloseTo(Math.cos(angle), within(1e-4));
                assertThat((double) table.get(position * WIDTH + WIDTH / 2 + pair))
                        .as("sine %d at %d of %s", pair, position, config)
                        .isCloseTo(Math.sin(angle), within(1e-4));
            }
        }
    }
}
