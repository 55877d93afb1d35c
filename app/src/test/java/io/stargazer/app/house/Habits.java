package io.stargazer.app.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for what surprises others: printing, sleeping, skipped tests. */
final class Habits extends TreeScanner<@Nullable Void, @Nullable Void> {

    /** Who may, and why. */
    private static final Map<String, Set<String>> ALLOWED =
            Map.of(
                    // the terminal is theirs
                    "app/src/main/java/io/stargazer/app/terminal/", Set.of("print"),
                    "bench/src/", Set.of("print", "sleep"),
                    // a person who asks for --debug wants the stack trace
                    "app/src/main/java/io/stargazer/app/Complaints.java", Set.of("trace"),
                    // a gentle trickle of calls, for people to look at
                    "app/src/main/java/io/stargazer/app/demo/", Set.of("sleep"),
                    // clients pause between requests, and faults last
                    "app/src/main/java/io/stargazer/app/torture/", Set.of("sleep"),
                    // waits before it connects again
                    "app/src/main/java/io/stargazer/app/client/EventStream.java", Set.of("sleep"),
                    // looks now and then whether the invited server has come
                    "app/src/main/java/io/stargazer/app/command/ClusterCommand.java",
                            Set.of("sleep"),
                    // says why a test is skipped on this machine
                    "server/src/test/java/io/stargazer/server/log/ratis/Tmpfs.java",
                            Set.of("print"),
                    // prints the seed that replays a run
                    "sim/src/test/", Set.of("print"));

    private final JavaSource source;
    private final List<String> offences = new ArrayList<>();

    private Habits(JavaSource source) {
        this.source = source;
    }

    static List<String> offences(JavaSource source) {
        Habits habits = new Habits(source);
        habits.scan(source.unit(), null);
        return habits.offences;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void unused) {
        String text = select.toString();
        if (text.equals("System.out") || text.equals("System.err")) {
            offend("print", source.at(select) + " " + text);
        }
        return super.visitMemberSelect(select, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        String method = call.getMethodSelect().toString();
        if (method.endsWith(".printStackTrace")) {
            offend("trace", source.at(call) + " " + method);
        }
        if (method.equals("Thread.sleep") || method.matches("TimeUnit\\.\\w+\\.sleep")) {
            offend("sleep", source.at(call) + " " + method);
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void unused) {
        if (annotation.getAnnotationType().toString().endsWith("Disabled")) {
            offend("skip", source.at(annotation) + " " + annotation);
        }
        return super.visitAnnotation(annotation, null);
    }

    private void offend(String what, String where) {
        boolean isProgramOfTest = source.isTest() && source.text().contains("static void main(");
        boolean allowed =
                ALLOWED.entrySet().stream()
                        .filter(entry -> source.name().startsWith(entry.getKey()))
                        .anyMatch(entry -> entry.getValue().contains(what));
        if (!allowed && !(isProgramOfTest && !what.equals("skip"))) {
            offences.add(where);
        }
    }
}
