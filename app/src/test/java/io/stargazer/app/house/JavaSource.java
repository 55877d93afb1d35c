package io.stargazer.app.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A source file as the compiler parses it; nothing is compiled.
 *
 * @param path where it is
 * @param text what it says
 * @param unit its tree
 * @param trees finds positions and Javadoc
 */
record JavaSource(Path path, String text, CompilationUnitTree unit, DocTrees trees) {

    /** All sources of the house, parsed once. */
    static final List<JavaSource> ALL = parse(House.files(".java"));

    static List<JavaSource> main() {
        return ALL.stream().filter(source -> !source.isTest()).toList();
    }

    private static List<JavaSource> parse(List<Path> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            List<JavaSource> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                Path path = Path.of(unit.getSourceFile().toUri());
                sources.add(new JavaSource(path, House.text(path), unit, trees));
            }
            return List.copyOf(sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the root: {@code api/src/main/java/...}. */
    String name() {
        return House.name(path);
    }

    /** Of its module: {@code api}. */
    String module() {
        return House.ROOT.relativize(path).getName(0).toString();
    }

    boolean isTest() {
        return name().contains("/src/test/");
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }

    /** {@code RegistryState} for {@code .../RegistryState.java}. */
    String simpleName() {
        return path.getFileName().toString().replace(".java", "");
    }

    String packageName() {
        return String.valueOf(unit.getPackageName());
    }

    int lines() {
        return Math.toIntExact(text.lines().count());
    }

    long firstLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions().getStartPosition(unit, tree));
    }

    /** Between its braces; 0 without a body. */
    long linesIn(@Nullable BlockTree body) {
        if (body == null) {
            return 0;
        }
        long last = unit.getLineMap().getLineNumber(positions().getEndPosition(unit, body));
        return Math.max(0, last - firstLine(body) - 1);
    }

    @Nullable String javadoc(TreePath tree) {
        return trees.getDocComment(tree);
    }

    String at(Tree tree) {
        return name() + ":" + firstLine(tree);
    }

    private SourcePositions positions() {
        return trees.getSourcePositions();
    }

    @Override
    public String toString() {
        return name();
    }
}
