package io.stargazer.app.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may know what: the drawing in docs/ARCHITECTURE.md, as rules. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = read();

    /** They put the parts of their floor together, so they know them all; nobody knows them. */
    private static final Set<String> WIRING =
            Set.of(
                    "io.stargazer.core.ControlState",
                    "io.stargazer.core.ControlView",
                    "io.stargazer.core.CommandCodec",
                    "io.stargazer.core.StateHash",
                    "io.stargazer.core.Asked",
                    "io.stargazer.server.StargazerServer",
                    "io.stargazer.server.IdentityCapability",
                    "io.stargazer.server.RegistryCapability",
                    "io.stargazer.server.TaskCapability",
                    "io.stargazer.server.ClusterCapability",
                    "io.stargazer.server.GatewayCapability",
                    "io.stargazer.server.TlsCapability",
                    "io.stargazer.server.ServerConfig",
                    "io.stargazer.server.ConfigFile");

    private static JavaClasses read() {
        List<Path> built =
                List.of("api", "core", "rpc", "sdk", "server", "sim", "app").stream()
                        .map(module -> House.ROOT.resolve(module).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList();
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/gg/jte/generated/"))
                .importPaths(built);
    }

    @Test
    void the_rules_look_at_the_whole_house() {
        assertThat(HOUSE).hasSizeGreaterThan(100);
        for (String floor : List.of("api", "core", "rpc", "sdk", "server", "app")) {
            assertThat(HOUSE.stream().filter(c -> isOn(floor, c))).as(floor).isNotEmpty();
        }
    }

    @Test
    void floors_stand_on_lower_floors_only() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("api")
                .definedBy("io.stargazer.api..")
                .layer("core")
                .definedBy("io.stargazer.core..")
                .layer("rpc")
                .definedBy("io.stargazer.rpc..")
                .layer("sdk")
                .definedBy("io.stargazer.sdk..")
                .layer("server")
                .definedBy("io.stargazer.server..")
                .optionalLayer("sim")
                .definedBy("io.stargazer.sim..")
                .layer("app")
                .definedBy("io.stargazer.app..")
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .whereLayer("core")
                .mayOnlyAccessLayers("api")
                .whereLayer("rpc")
                .mayOnlyAccessLayers("api")
                .whereLayer("sdk")
                .mayOnlyAccessLayers("rpc", "api")
                .whereLayer("server")
                .mayOnlyAccessLayers("core", "rpc", "api")
                .whereLayer("sim")
                .mayOnlyAccessLayers("server", "core", "rpc", "api")
                .whereLayer("app")
                .mayOnlyAccessLayers("sim", "server", "sdk", "rpc", "api")
                .check(HOUSE);
    }

    @Test
    void the_shared_language_needs_nothing_but_the_jdk() {
        classes()
                .that()
                .resideInAnyPackage("io.stargazer.api..", "io.stargazer.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.stargazer.api..",
                        "io.stargazer.core..",
                        "org.jspecify.annotations..",
                        "java..",
                        "javax.crypto..")
                .check(HOUSE);
    }

    @Test
    void each_library_is_known_to_few() {
        only("io.netty..", "io.stargazer.rpc..", "io.stargazer.server.http..");
        only("io.vertx..", "io.stargazer.server.http..", "io.stargazer.server.console..");
        only("org.apache.ratis..", "io.stargazer.server.log..");
        only("io.micrometer..", "io.stargazer.server.cluster..");
        only("io.prometheus..", "io.stargazer.server.cluster..");
        only("org.HdrHistogram..", "io.stargazer.rpc.telemetry..");
        only("gg.jte..", "io.stargazer.server.console..");
        only("picocli..", "io.stargazer.app..");
        only("org.apache.fory..", "io.stargazer.rpc.codec..");
        only(
                "com.fasterxml.jackson.[core|databind]..",
                "io.stargazer.rpc.codec..",
                "io.stargazer.server.http..",
                "io.stargazer.server.console..",
                "io.stargazer.app..");
    }

    private static void only(String library, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(HOUSE);
    }

    @Test
    void packages_have_no_cycles() {
        slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void capabilities_meet_only_where_they_are_wired() {
        slices().matching("io.stargazer.core.(*)..").should().notDependOnEachOther().check(HOUSE);
        slices().matching("io.stargazer.api.(identity|registry)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.stargazer.core..",
                        "io.stargazer.server.control..",
                        "io.stargazer.sim..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.stargazer\\.core\\..*State")
                .because("the rest of the server reads views and submits commands")
                .check(HOUSE);
    }

    @Test
    void the_control_plane_has_no_clock_no_threads_no_files_and_no_luck() {
        noClasses()
                .that()
                .resideInAPackage("io.stargazer.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.time..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "java.nio..",
                        "java.net..",
                        "java.security..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.io\\.(File.*|Random.*)|java\\.util\\.(Random|UUID|Date|Timer)"
                                + "|java\\.lang\\.(Thread|Process.*|Runtime)")
                .check(HOUSE);
    }

    @Test
    void states_are_plain_classes_that_nobody_extends() {
        classes()
                .that()
                .resideInAPackage("io.stargazer.core..")
                .and()
                .haveSimpleNameEndingWith("State")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(HOUSE);
    }

    private static boolean isOn(String floor, JavaClass type) {
        return type.getPackageName().startsWith("io.stargazer." + floor);
    }

    /** One slice per package; what wires a floor is a slice of its own. */
    private static final class ByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String top = type.getName().replaceFirst("\\$.*", "");
            return WIRING.contains(top)
                    ? SliceIdentifier.of("wiring of " + type.getPackageName())
                    : SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
