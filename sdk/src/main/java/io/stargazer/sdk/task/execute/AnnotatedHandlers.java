package io.stargazer.sdk.task.execute;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method that is marked as {@link TaskHandler}, as a handler.
 *
 * @param type the name of the type
 * @param payload what it takes; {@code Void.class} for nothing
 */
public record AnnotatedHandlers(
        String type, Type payload, Handler<Object, @Nullable Object> handler, HandlerTerms terms) {

    /**
     * The marked methods of an object, by the names of their types.
     *
     * @throws IllegalArgumentException when there is none, or one takes something else
     */
    public static List<AnnotatedHandlers> of(Object object) {
        List<AnnotatedHandlers> handlers = new ArrayList<>();
        for (Method method : object.getClass().getDeclaredMethods()) {
            TaskHandler marked = method.getAnnotation(TaskHandler.class);
            if (marked != null && !method.isBridge()) {
                handlers.add(of(object, method, marked));
            }
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException(
                    object.getClass().getName() + " has no method marked @TaskHandler");
        }
        handlers.sort(Comparator.comparing(AnnotatedHandlers::type));
        return List.copyOf(handlers);
    }

    private static AnnotatedHandlers of(Object object, Method method, TaskHandler marked) {
        List<Class<?>> parameters = List.of(method.getParameterTypes());
        int at = parameters.indexOf(TaskContext.class);
        boolean takesContext = at >= 0;
        boolean takesPayload = parameters.size() > (takesContext ? 1 : 0);
        if (parameters.size() > 2
                || (takesContext && at != parameters.size() - 1)
                || (!takesContext && parameters.size() > 1)) {
            throw new IllegalArgumentException(
                    method + " takes a payload, then a TaskContext, and nothing else");
        }
        MethodHandle handle = handle(object, method);
        Handler<Object, @Nullable Object> handler =
                (payload, task) ->
                        call(handle, arguments(payload, task, takesPayload, takesContext));
        return new AnnotatedHandlers(
                marked.value(),
                takesPayload ? method.getGenericParameterTypes()[0] : Void.class,
                handler,
                HandlerTerms.DEFAULT.withPlaces(marked.places()));
    }

    private static MethodHandle handle(Object object, Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(object)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(method + " cannot be called from outside", e);
        }
    }

    private static Object[] arguments(
            Object payload, TaskContext task, boolean takesPayload, boolean takesContext) {
        if (takesPayload) {
            return takesContext ? new Object[] {payload, task} : new Object[] {payload};
        }
        return takesContext ? new Object[] {task} : new Object[0];
    }

    private static @Nullable Object call(MethodHandle handle, Object[] arguments) throws Exception {
        try {
            return (Object) handle.invokeExact(arguments);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable neither) {
            throw new IllegalStateException("a handler threw what no handler throws", neither);
        }
    }
}
