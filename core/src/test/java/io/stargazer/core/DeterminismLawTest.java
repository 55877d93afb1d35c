package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Codec;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The determinism law, read from the compiled classes: no clock, no chance, no threads, no I/O, no
 * locale, no floating point, no order that differs from run to run.
 */
final class DeterminismLawTest {

    @Test
    void core_keeps_the_determinism_law() throws IOException {
        List<ClassModel> classes = classesBeside(ControlState.class);
        assertThat(classes).as("classes of core looked at").hasSizeGreaterThan(10);
        assertThat(violations(classes, DeterminismLaw.CORE)).isEmpty();
    }

    @Test
    void the_words_that_states_are_made_of_keep_it_too() throws IOException {
        List<ClassModel> classes = classesBeside(Codec.class);
        assertThat(classes).as("classes of api looked at").hasSizeGreaterThan(60);
        assertThat(violations(classes, DeterminismLaw.API)).isEmpty();
    }

    @Test
    void each_offence_is_found() throws IOException {
        List<ClassModel> offenders =
                classesBeside(DeterminismLawTest.class).stream()
                        .filter(each -> each.thisClass().asInternalName().contains("/Offences"))
                        .toList();
        assertThat(offenders).hasSizeGreaterThan(10);
        for (ClassModel offender : offenders) {
            String name = offender.thisClass().asInternalName();
            List<String> found = DeterminismLaw.CORE.violations(offender);
            if (name.endsWith("Offences") || name.endsWith("Innocent")) {
                assertThat(found).as(name).isEmpty();
            } else {
                assertThat(found).as(name).isNotEmpty();
            }
        }
    }

    private static List<String> violations(List<ClassModel> classes, DeterminismLaw law) {
        return classes.stream().flatMap(each -> law.violations(each).stream()).toList();
    }

    /** All classes in the folder or archive that a class was loaded from. */
    private static List<ClassModel> classesBeside(Class<?> type) throws IOException {
        Path home = home(type);
        if (Files.isDirectory(home)) {
            return parseAll(home);
        }
        try (FileSystem archive = FileSystems.newFileSystem(home)) {
            return parseAll(archive.getPath("/"));
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ClassModel> parseAll(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files =
                    walk.filter(file -> file.toString().endsWith(".class"))
                            .filter(file -> !file.toString().endsWith("package-info.class"))
                            .toList();
        }
        List<ClassModel> classes = new ArrayList<>();
        for (Path file : files) {
            classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
        }
        return classes;
    }
}
