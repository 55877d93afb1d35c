package io.stargazer.core;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a compiled class must not refer to.
 *
 * @param types internal names of classes
 * @param members {@code owner.name(descriptor)}
 * @param allowed {@code class -> type or member}, for what is harmless there
 * @param floatingPoint whether arithmetic with fractions is forbidden
 */
record DeterminismLaw(Pattern types, Pattern members, Pattern allowed, boolean floatingPoint) {

    private static final String CLOCKS_CHANCE_THREADS =
            "java/time/(Clock|InstantSource)|java/util/(Date|Calendar|TimeZone|Timer|Random"
                    + "|SplittableRandom|concurrent/ThreadLocalRandom)|java/util/random/.*"
                    + "|java/security/SecureRandom|java/lang/(Thread.*|ProcessHandle|ProcessBuilder"
                    + "|Runtime|InheritableThreadLocal|ScopedValue)|java/util/concurrent/.*";
    private static final String OUTSIDE =
            "java/io/(?!(IOException|Serializable|UncheckedIOException)$).*|java/nio/.*|java/net/.*"
                    + "|java/util/Locale|java/text/.*|javax/.*|java/sql/.*";
    private static final String UNSTABLE_ORDER =
            "java/util/(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)";

    private static final Pattern MEMBERS =
            Pattern.compile(
                    "java/lang/System\\.(?!arraycopy).*"
                            + "|java/lang/(Strict)?Math\\.random.*"
                            + "|java/util/UUID\\.randomUUID.*"
                            + "|java/time/.*\\.(now|systemDefault).*"
                            + "|java/util/(Map|Set)\\.(of|ofEntries|copyOf)\\(.*"
                            + "|java/util/Collections\\.shuffle.*"
                            + "|java/util/stream/Collectors\\.(to(Unmodifiable)?(Map|Set)|groupingBy"
                            + "|partitioningBy).*"
                            + "|java/util/.*\\.(parallelStream|parallel)\\(.*"
                            + "|java/lang/String\\.to(Lower|Upper)Case\\(\\).*"
                            + "|java/lang/String\\.getBytes\\(\\).*"
                            + "|java/lang/Object\\.(wait|notify|notifyAll)\\(.*");

    /** For core. */
    static final DeterminismLaw CORE =
            new DeterminismLaw(
                    Pattern.compile(CLOCKS_CHANCE_THREADS + "|" + OUTSIDE + "|" + UNSTABLE_ORDER),
                    MEMBERS,
                    Pattern.compile("nothing"),
                    true);

    /**
     * For api: the same, but for what no state is made of. Contracts are called over the network,
     * codecs are looked up and never iterated, tokens and texts need an encoding, ids are made of
     * chance by those who ask.
     */
    static final DeterminismLaw API =
            new DeterminismLaw(
                    CORE.types,
                    CORE.members,
                    Pattern.compile(
                            "io/stargazer/api/[a-z/]+/[A-Z][a-z]+Contract -> java/util/concurrent/.*"
                                    + "|io/stargazer/api/codec/Codecs ->"
                                    + " java/util/concurrent/ConcurrentHashMap"
                                    + "|io/stargazer/api/codec/(CodecBuilder|SealedCodec) ->"
                                    + " java/util/Hash(Map|Set)"
                                    + "|io/stargazer/api/codec/ScalarCodecs ->"
                                    + " java/util/Map\\.ofEntries.*"
                                    + "|io/stargazer/api/identity/KeyRing ->"
                                    + " java/util/stream/Collectors\\.toUnmodifiableMap.*"
                                    + "|io/stargazer/api/(codec/(Sink|Source)|identity/Token|task/TaskId) ->"
                                    + " java/nio/(charset/.*|ByteBuffer|ByteOrder|CharBuffer)"
                                    + "|io/stargazer/api/codec/Sink -> java/io/OutputStream"
                                    + "|io/stargazer/api/task/TaskId ->"
                                    + " java/util/random/RandomGenerator"),
                    false);

    /** Sentences like {@code io/stargazer/core/X -> java/util/Random}; none is good. */
    List<String> violations(ClassModel type) {
        String name = type.thisClass().asInternalName();
        List<String> found = new ArrayList<>();
        for (PoolEntry entry : type.constantPool()) {
            switch (entry) {
                case ClassEntry used -> find(types, used.asInternalName(), name, found);
                case MemberRefEntry used ->
                        find(
                                members,
                                used.owner().asInternalName()
                                        + "."
                                        + used.name().stringValue()
                                        + used.type().stringValue(),
                                name,
                                found);
                case Utf8Entry text -> findInDescriptor(text.stringValue(), name, found);
                default -> {}
            }
        }
        type.fields().stream()
                .filter(DeterminismLaw::isMutableStatic)
                .forEach(field ->
                        found.add(name + " -> mutable static " + field.fieldName().stringValue()));
        if (floatingPoint) {
            type.methods().forEach(method -> findFractions(method, name, found));
        }
        return found.stream().filter(Predicate.not(allowed.asMatchPredicate())).toList();
    }

    private static void find(Pattern forbidden, String used, String in, List<String> found) {
        if (forbidden.matcher(used).matches()) {
            found.add(in + " -> " + used);
        }
    }

    /** A type may be named by a field or a parameter alone. */
    private void findInDescriptor(String text, String in, List<String> found) {
        if (text.startsWith("(") || text.startsWith("L") || text.startsWith("[")) {
            for (String part : text.split("[();\\[<>+-]", -1)) {
                if (part.startsWith("L")) {
                    find(types, part.substring(1), in, found);
                }
            }
        }
    }

    private static boolean isMutableStatic(FieldModel field) {
        return field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.FINAL);
    }

    private static void findFractions(MethodModel method, String in, List<String> found) {
        method.code()
                .ifPresent(code -> {
                    for (CodeElement element : code) {
                        if (element instanceof Instruction instruction
                                && isFraction(instruction.opcode())) {
                            found.add(
                                    "%s -> %s in %s"
                                            .formatted(
                                                    in,
                                                    instruction.opcode(),
                                                    method.methodName().stringValue()));
                        }
                    }
                });
    }

    private static boolean isFraction(Opcode opcode) {
        return switch (opcode) {
            case DADD, DSUB, DMUL, DDIV, DREM, DNEG, DCMPG, DCMPL -> true;
            case FADD, FSUB, FMUL, FDIV, FREM, FNEG, FCMPG, FCMPL -> true;
            case I2D, I2F, L2D, L2F, D2I, D2L, D2F, F2I, F2L, F2D -> true;
            default -> false;
        };
    }
}
