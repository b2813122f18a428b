package sharelora.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.Codec;
import sharelora.schemas.OlderSchemas;
import sharelora.schemas.Promotion;
import sharelora.schemas.Topics;

/** What we ask of a registry is what a real one answers. */
@Tag("registry")
class ApicurioIT {

    private static final String SUBJECT = "sharelora.public.promotions.v1-value";

    @TempDir
    private static Path folder;

    private static Apicurio apicurio;

    @BeforeAll
    static void start() throws IOException {
        apicurio = Apicurio.start(folder);
    }

    @AfterAll
    static void stop() {
        apicurio.close();
    }

    @Test
    void registersEveryPublicSchemaOnceAndFindsThemAgain() {
        // Given
        ConfluentFraming deploying = ConfluentFraming.of(apicurio.settings(true));
        deploying.require(Topics.shared());
        ConfluentFraming again = ConfluentFraming.of(apicurio.settings(true));

        // When
        again.require(Topics.shared());
        byte[] framed =
                ConfluentFraming.of(apicurio.settings(false)).framed(Topics.PROMOTIONS, ConfluentFramingTest.encoded());

        // Then
        Registry registry = Registry.of(apicurio.settings(false));
        assertThat(registry.versions(SUBJECT)).singleElement().satisfies(version -> {
            assertThat(version.id()).isEqualTo(ByteBuffer.wrap(framed).getInt(1));
            assertThat(version.schema().toString()).contains("\"doc\"").doesNotContain("avro.java.string");
        });
        Promotion read = Codec.decode(
                Promotion.class, ConfluentFraming.of(apicurio.settings(false)).singleObject(framed));
        assertThat(read).isEqualTo(ConfluentFramingTest.PROMOTION);
    }

    @Test
    void refusesWhatIsNotRegisteredAndKnowsNothingOfAnIdThatItNeverGave() {
        // Given
        Registry registry = Registry.of(apicurio.settings(false));

        // When
        Optional<Schema> unknown = registry.schema(Integer.MAX_VALUE);

        // Then
        assertThat(unknown).isEmpty();
        assertThat(registry.versions("nobody-value")).isEmpty();
    }

    @Test
    void letsSchemasGrowByFieldsWithDefaultsAndRefusesTheRestInItsOwnWords() {
        // Given
        Registry registry = Registry.of(apicurio.settings(true));
        Schema first = OlderSchemas.of("EvalResult").getFirst();
        registry.fullTransitive("grown-value");
        int id = registry.register("grown-value", first.toString());

        // When
        int grown = registry.register(
                "grown-value",
                first.toString().replaceFirst("]}$", ",{\"name\":\"later\",\"type\":\"long\",\"default\":0}]}"));

        // Then
        assertThat(List.of(id, grown)).doesNotHaveDuplicates();
        String narrowed = first.toString().replaceFirst("]}$", ",{\"name\":\"needed\",\"type\":\"long\"}]}");
        assertThatThrownBy(() -> registry.register("grown-value", narrowed))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("incompatible");
    }
}
