package io.stargazer.core;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map: every change returns a new one and shares all but the path to the
 * change. Holding on to a table is holding on to a moment of the state, so snapshots and readers
 * never wait for {@code apply} and {@code apply} never waits for them.
 *
 * <p>A height-balanced (AVL) tree: get, put and remove take O(log n) and allocate O(log n).
 */
public final class Table<K extends Comparable<K>, V> implements Iterable<Table.Entry<K, V>> {

    /** A key and its value. */
    public interface Entry<K, V> {
        K key();

        V value();
    }

    private record Node<K, V>(
            K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int height)
            implements Entry<K, V> {}

    private static final Table<?, ?> EMPTY = new Table<>(null, 0);

    private final @Nullable Node<K, V> root;
    private final int size;

    private Table(@Nullable Node<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <K extends Comparable<K>, V> Table<K, V> empty() {
        return (Table<K, V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return root == null;
    }

    public @Nullable V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    public V getOrDefault(K key, V fallback) {
        V value = get(key);
        return value != null ? value : fallback;
    }

    public boolean contains(K key) {
        return get(key) != null;
    }

    /** This table with the key bound to the value. */
    public Table<K, V> put(K key, V value) {
        return new Table<>(put(root, key, value), contains(key) ? size : size + 1);
    }

    /** This table without the key; this very table if it was not there. */
    public Table<K, V> remove(K key) {
        return contains(key) ? new Table<>(remove(root, key), size - 1) : this;
    }

    /** In the order of the keys. */
    @Override
    public Iterator<Entry<K, V>> iterator() {
        return new InOrder<>(root, null);
    }

    /** The entries with this key or a later one, in order. */
    public Iterable<Entry<K, V>> from(K key) {
        return () -> new InOrder<>(root, key);
    }

    private static <K extends Comparable<K>, V> Node<K, V> put(
            @Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null, 1);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.left, node.right, node.height);
        }
        return order < 0
                ? balance(node, put(node.left, key, value), node.right)
                : balance(node, node.left, put(node.right, key, value));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
            @Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balance(node, remove(node.left, key), node.right);
        }
        if (order > 0) {
            return balance(node, node.left, remove(node.right, key));
        }
        if (node.left == null || node.right == null) {
            return node.left != null ? node.left : node.right;
        }
        Node<K, V> next = first(node.right);
        return balance(next, node.left, remove(node.right, next.key));
    }

    private static <K, V> Node<K, V> first(Node<K, V> node) {
        Node<K, V> first = node;
        while (first.left != null) {
            first = first.left;
        }
        return first;
    }

    /**
     * A node with the key and value of {@code at} over two trees whose heights differ by 2 at most.
     */
    private static <K, V> Node<K, V> balance(
            Node<K, V> at, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int lean = height(left) - height(right);
        if (lean > 1 && left != null) {
            Node<K, V> inner = left.right;
            if (inner != null && height(left.left) < inner.height) {
                return over(inner, over(left, left.left, inner.left), over(at, inner.right, right));
            }
            return over(left, left.left, over(at, left.right, right));
        }
        if (lean < -1 && right != null) {
            Node<K, V> inner = right.left;
            if (inner != null && height(right.right) < inner.height) {
                return over(
                        inner, over(at, left, inner.left), over(right, inner.right, right.right));
            }
            return over(right, over(at, left, right.left), right.right);
        }
        return over(at, left, right);
    }

    private static <K, V> Node<K, V> over(
            Node<K, V> at, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        return new Node<>(at.key, at.value, left, right, 1 + Math.max(height(left), height(right)));
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height;
    }

    private static final class InOrder<K extends Comparable<K>, V>
            implements Iterator<Entry<K, V>> {

        private final ArrayDeque<Node<K, V>> path = new ArrayDeque<>();

        InOrder(@Nullable Node<K, V> root, @Nullable K from) {
            Node<K, V> node = root;
            while (node != null) {
                boolean wanted = from == null || from.compareTo(node.key) <= 0;
                if (wanted) {
                    path.push(node);
                }
                node = wanted ? node.left : node.right;
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public Entry<K, V> next() {
            if (path.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<K, V> node = path.pop();
            for (Node<K, V> n = node.right; n != null; n = n.left) {
                path.push(n);
            }
            return node;
        }
    }
}
