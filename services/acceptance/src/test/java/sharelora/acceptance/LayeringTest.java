package sharelora.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may know whom, over the compiled main classes of every module: generated ones too, and names that are never
 * imported, neither of which a check of import lines sees.
 */
class LayeringTest {

    private static final Arrows ARROWS = Arrows.read();

    private static final Set<String> ALL = ARROWS.modules();

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "org.apache.kafka", List.of("platform", "broker"),
            "kafka", List.of("broker"),
            "io.vertx",
                    List.of(
                            "platform",
                            "tokenizer",
                            "trainer",
                            "checkpointer",
                            "evaluator",
                            "predictor",
                            "console",
                            "demo"),
            "io.prometheus", List.of("platform"),
            "org.apache.avro", List.of("schemas", "platform", "fixtures", "operations", "console", "demo", "cli"),
            "software.amazon.awssdk", List.of("platform"),
            "org.nd4j", List.of("engine", "importers", "evaluator"),
            "ai.djl", List.of("text"),
            "picocli", List.of("cli"));

    /** Shared with other tests of compiled classes: to read them takes long. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sharelora")
            .that(resideOutsideOfPackage("sharelora.acceptance.."));

    @Test
    void everyModuleHasItsPlaceInTheArrows() {
        // When
        Set<String> found = CLASSES.stream()
                .map(each -> each.getPackageName().split("\\.", -1)[1])
                .collect(Collectors.toSet());

        // Then
        assertThat(found).isEqualTo(ALL);
    }

    @ParameterizedTest
    @MethodSource("arrows")
    void knowsOnlyTheModulesThatItMayKnow(String module, Set<String> known) {
        // When / Then
        knowsOnly(module, known).check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryStaysInItsModules(String library, List<String> modules) {
        // When / Then
        staysIn(library, modules).check(CLASSES);
    }

    /** The list of adapter methods is the one place that knows both the seam and what is behind it. */
    @Test
    void packagesFormNoCycle() {
        // Given
        ArchRule rule = slices().matching("sharelora.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        name("sharelora.engine.adapter.AdapterMethods"),
                        resideInAPackage("sharelora.engine.adapter.*"));

        // When / Then
        rule.check(CLASSES);
    }

    @Test
    void theContractNeedsNothingButAvroAndTheJdk() {
        // Given
        ArchRule rule = classes()
                .that()
                .resideInAPackage("sharelora.schemas..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("sharelora.schemas..", "org.apache.avro..", "java..");

        // When / Then
        rule.check(CLASSES);
    }

    @Test
    void theRulesCanFail() {
        // Given: arrows and homes that real classes do not keep to
        List<ArchRule> broken = List.of(
                knowsOnly("trainer", Set.of("schemas", "platform")),
                knowsOnly("platform", Set.of()),
                knowsOnly("cli", Set.of("schemas", "platform", "engine", "text", "broker")),
                staysIn("org.apache.kafka", List.of("broker")),
                staysIn("org.nd4j", List.of("evaluator")));

        // When
        List<Boolean> violated = broken.stream()
                .map(rule -> rule.evaluate(CLASSES).hasViolation())
                .toList();

        // Then
        assertThat(violated).hasSize(5).containsOnly(true);
    }

    private static Stream<Arguments> arrows() {
        return ALL.stream().map(module -> arguments(module, ARROWS.known(module)));
    }

    private static Stream<Arguments> libraries() {
        return LIBRARIES.entrySet().stream().map(library -> arguments(library.getKey(), library.getValue()));
    }

    private static ArchRule knowsOnly(String module, Set<String> known) {
        Set<String> others = new TreeSet<>(ALL);
        others.remove(module);
        others.removeAll(known);
        others.add("acceptance");
        return noClasses()
                .that()
                .resideInAPackage("sharelora." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(others));
    }

    private static ArchRule staysIn(String library, List<String> modules) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages(modules))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library + "..");
    }

    private static String[] packages(Collection<String> modules) {
        return modules.stream().map(module -> "sharelora." + module + "..").toArray(String[]::new);
    }
}
