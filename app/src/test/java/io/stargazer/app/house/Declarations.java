package io.stargazer.app.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * What a source declares.
 *
 * @param types nested ones included, anonymous ones not
 * @param methods with their constructors
 */
record Declarations(List<Type> types, List<Method> methods) {

    /** A class, record, interface, enum or annotation. */
    record Type(
            JavaSource source,
            String name,
            boolean isTopLevel,
            boolean isPublic,
            boolean hasJavadoc) {
        @Override
        public String toString() {
            return source + " " + name;
        }
    }

    /** A method or constructor; its lines are those between the braces. */
    record Method(
            String at, String name, long lines, int parameters, boolean isConstructorOfClass) {}

    static Declarations of(JavaSource source) {
        Declarations declarations = new Declarations(new ArrayList<>(), new ArrayList<>());
        new Scanner(source, declarations).scan(source.unit(), null);
        return declarations;
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final JavaSource source;
        private final Declarations declarations;

        Scanner(JavaSource source, Declarations declarations) {
            this.source = source;
            this.declarations = declarations;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            if (!type.getSimpleName().isEmpty()) {
                TreePath above = getCurrentPath().getParentPath();
                declarations.types.add(
                        new Type(
                                source,
                                type.getSimpleName().toString(),
                                above.getLeaf() instanceof CompilationUnitTree,
                                type.getModifiers().getFlags().contains(Modifier.PUBLIC),
                                source.javadoc(getCurrentPath()) != null));
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            boolean isConstructor = method.getReturnType() == null;
            Tree owner = getCurrentPath().getParentPath().getLeaf();
            boolean ofClass = owner.getKind() == Tree.Kind.CLASS;
            declarations.methods.add(
                    new Method(
                            source.at(method),
                            method.getName().toString(),
                            source.linesIn(method.getBody()),
                            method.getParameters().size(),
                            isConstructor && ofClass));
            return super.visitMethod(method, null);
        }
    }
}
