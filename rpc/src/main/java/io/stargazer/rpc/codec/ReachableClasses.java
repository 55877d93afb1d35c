package io.stargazer.rpc.codec;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The application's classes that a value of a contract can hold, as its signatures say: parameters,
 * results, items, record components, fields, type arguments, array elements, the cases of sealed
 * types. Classes of the JDK are left to the codec.
 */
final class ReachableClasses {

    private final Set<Type> seen = new LinkedHashSet<>();
    private final Set<Class<?>> found = new LinkedHashSet<>();

    private ReachableClasses() {}

    /** In the order of their names, so that both sides register alike. */
    static List<Class<?>> of(List<ContractMethod> methods) {
        List<Class<?>> classes = new ArrayList<>(visited(methods).found);
        classes.sort(Comparator.comparing(Class::getName));
        return classes;
    }

    /** Every class that the signatures name, of the JDK as well. */
    static Set<Type> named(List<ContractMethod> methods) {
        return visited(methods).seen;
    }

    private static ReachableClasses visited(List<ContractMethod> methods) {
        ReachableClasses reachable = new ReachableClasses();
        for (ContractMethod method : methods) {
            method.parameters().forEach(reachable::visit);
            reachable.visit(method.result());
            if (method.items() != null) {
                reachable.visit(method.items());
            }
        }
        return reachable;
    }

    private void visit(Type type) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof Class<?> known) {
            visitClass(known);
        } else if (type instanceof ParameterizedType parameterized) {
            visit(parameterized.getRawType());
            visitAll(parameterized.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            visit(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            visitAll(wildcard.getUpperBounds());
        } else if (type instanceof TypeVariable<?> variable) {
            visitAll(variable.getBounds());
        }
    }

    private void visitClass(Class<?> type) {
        if (type.isArray()) {
            visit(type.getComponentType());
            // An array is known by what it holds, even where that has no instances of its own.
            if (isOfTheApplication(innermost(type))) {
                found.add(innermost(type));
            }
            return;
        }
        if (!isOfTheApplication(type)) {
            return;
        }
        boolean concrete = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
        if (concrete || type.isEnum()) {
            found.add(type);
        }
        if (type.isSealed()) {
            visitAll(type.getPermittedSubclasses());
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                visit(component.getGenericType());
            }
        } else if (!type.isEnum()) {
            visitFields(type);
        }
    }

    private static boolean isOfTheApplication(Class<?> type) {
        return !type.isPrimitive() && !type.getName().startsWith("java.");
    }

    private static Class<?> innermost(Class<?> array) {
        Class<?> element = array.getComponentType();
        return element.isArray() ? innermost(element) : element;
    }

    private void visitFields(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                visit(field.getGenericType());
            }
        }
        if (type.getGenericSuperclass() != null) {
            visit(type.getGenericSuperclass());
        }
    }

    private void visitAll(Type[] types) {
        for (Type type : types) {
            visit(type);
        }
    }
}
