package io.stargazer.rpc.gadget;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.function.Supplier;

/** Classes that tell the {@link Tripwire} whatever is done with them. */
public final class Bombs {

    private Bombs() {}

    /** Springs the wire on everything that a reader could do with it. */
    @SuppressWarnings("ComparableType") // A gadget is compared with whatever stands beside it.
    public static class Bomb implements Serializable, Comparable<Object> {

        private static final long serialVersionUID = 1L;

        static {
            Tripwire.spring("loaded");
        }

        public String command = "rm";

        public Bomb() {
            Tripwire.spring("made");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            Tripwire.spring("read");
            in.defaultReadObject();
        }

        private Object readResolve() {
            Tripwire.spring("resolved");
            return this;
        }

        @Override
        public int hashCode() {
            Tripwire.spring("hashed");
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            Tripwire.spring("compared");
            return other instanceof Bomb;
        }

        @Override
        public int compareTo(Object other) {
            Tripwire.spring("ordered");
            return 0;
        }
    }

    /** Reads itself. */
    public static final class Outside implements Externalizable {

        private static final long serialVersionUID = 1L;

        public Outside() {
            Tripwire.spring("made outside");
        }

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {
            Tripwire.spring("read outside");
        }
    }

    /** Is initialised when its constants are looked up. */
    public enum Choice {
        ONLY;

        static {
            Tripwire.spring("enum loaded");
        }
    }

    /** Answers every call of a proxy. */
    public static final class Handler implements InvocationHandler, Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            Tripwire.spring("invoked " + method.getName());
            return 0;
        }
    }

    /** Makes lambdas. */
    public static final class Lambdas implements Supplier<Object> {

        @Override
        @SuppressWarnings("UnusedVariable")
        public Object get() {
            return (Comparator<Object> & Serializable)
                    (one, other) -> {
                        Tripwire.spring("lambda called");
                        return 0;
                    };
        }
    }
}
