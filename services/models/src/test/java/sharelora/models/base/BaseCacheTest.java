package sharelora.models.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;
import sharelora.fixtures.TinyBase;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;

class BaseCacheTest {

    private static final Arithmetic LAYERS = Arithmetic.of("int8", List.of("layers"), 0);

    @TempDir
    private Path folder;

    private BlobStore blobs;
    private String sha256;

    @BeforeEach
    void publish() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        sha256 = BlobFolder.publish(blobs, "models/tiny", TinyBase.write(folder.resolve("tiny")));
    }

    @Test
    void opensABaseOnceForEachArithmetic() {
        // Given
        List<Arithmetic> opened = new ArrayList<>();
        try (BaseCache bases = new BaseCache(
                blobs,
                arithmetic -> {
                    opened.add(arithmetic);
                    return Engines.fused();
                },
                () -> Long.MAX_VALUE)) {
            OpenBase whole = bases.base("tiny", sha256, Arithmetic.FLOAT32);
            // When
            OpenBase half = bases.base("tiny", sha256, LAYERS);
            // Then
            assertThat(half).isNotSameAs(whole).isSameAs(bases.base("tiny", sha256, LAYERS));
            assertThat(bases.base("tiny", sha256, Arithmetic.of(Precision.INT8)))
                    .isNotSameAs(half);
            assertThat(bases.base("other", sha256, Arithmetic.FLOAT32)).isSameAs(whole);
            assertThat(opened).containsExactly(Arithmetic.FLOAT32, LAYERS, Arithmetic.of(Precision.INT8));
        }
    }

    @Test
    void aBaseWithoutATokenizerPredictsButDoesNotTrain() throws IOException {
        // Given
        Path bare = TinyBase.write(folder.resolve("bare"));
        Files.delete(bare.resolve("tokenizer.json"));
        String bareSha256 = BlobFolder.publish(blobs, "models/bare", bare);
        try (BaseCache bases = new BaseCache(blobs, EngineChoice.STANDARD)) {
            // When
            OpenBase base = bases.base("bare", bareSha256, Arithmetic.FLOAT32);
            // Then
            assertThat(bases.model("bare", bareSha256, Arithmetic.FLOAT32)).isSameAs(base.model());
            assertThatThrownBy(base::tokenizerSha256)
                    .isInstanceOf(FatalException.class)
                    .hasMessageStartingWith("base bare: ")
                    .hasMessageEndingWith("tokenizer.json: no such file, expected its tokenizer");
        }
    }

    @Test
    void aPrecisionThatThisMachineHasNotIsFatalInTheEnginesWords() {
        try (BaseCache bases = new BaseCache(
                blobs,
                arithmetic -> {
                    throw new IllegalArgumentException(
                            "precision is " + arithmetic.precision().id() + ", but this CPU has no units for it");
                },
                () -> Long.MAX_VALUE)) {
            assertThatThrownBy(() -> bases.base("tiny", sha256, Arithmetic.of(Precision.BFLOAT16)))
                    .isInstanceOf(FatalException.class)
                    .hasMessage("base tiny: precision is bfloat16, but this CPU has no units for it");
        }
    }

    @Test
    void aBaseThatThisMachineHasNoRoomForIsRefusedWithTheNumbers() {
        // Given
        long little = 1 << 10;
        try (BaseCache bases = new BaseCache(blobs, form -> Engines.fused(), () -> little)) {
            // Then
            assertThatThrownBy(() -> bases.base("tiny", sha256, Arithmetic.FLOAT32))
                    .isInstanceOf(FatalException.class)
                    .hasMessageMatching(
                            "base tiny: the base needs \\d+ MiB as float32, this machine has 0 MiB available:"
                                    + " expected as much");
            assertThatThrownBy(() -> bases.model("tiny", sha256, Arithmetic.FLOAT32))
                    .isInstanceOf(FatalException.class);
        }
    }

    @Test
    void anEngineThatIsNotCountedRefusesNothing() {
        // Given
        try (BaseCache bases =
                new BaseCache(blobs, arithmetic -> Engines.of(EngineChoice.of("reference"), arithmetic), () -> 0)) {
            // When
            OpenBase base = bases.base("tiny", sha256, Arithmetic.FLOAT32);
            // Then
            assertThat(base.name()).isEqualTo("tiny");
        }
    }

    @Test
    void freesNothingThatIsStillComputedOn() {
        // Given
        AtomicBoolean freed = new AtomicBoolean();
        BaseCache bases = new BaseCache(blobs, arithmetic -> told(Engines.fused(), freed), () -> Long.MAX_VALUE);
        bases.base("tiny", sha256, Arithmetic.FLOAT32);
        bases.abandon();

        // When
        bases.close();

        // Then
        assertThat(freed).isFalse();
    }

    @Test
    void freesItsEnginesAtTheEnd() {
        // Given
        AtomicBoolean freed = new AtomicBoolean();
        BaseCache bases = new BaseCache(blobs, arithmetic -> told(Engines.fused(), freed), () -> Long.MAX_VALUE);
        bases.base("tiny", sha256, Arithmetic.FLOAT32);

        // When
        bases.close();

        // Then
        assertThat(freed).isTrue();
    }

    /** The engine, which tells when it is closed. */
    private static Engine told(Engine engine, AtomicBoolean closed) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (_, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closed.set(true);
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
