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
 * <p>A height-balanced (AVL) tree: get, put and remove take O(log n) and allocate O(log n). Many
 * changes at once are a {@link TableEditor}'s.
 */
public final class Table<K extends Comparable<K>, V> implements Iterable<Table.Entry<K, V>> {

    /** A key and its value. */
    public interface Entry<K, V> {
        K key();

        V value();
    }

    private static final Table<?, ?> EMPTY = new Table<>(null, 0);

    private final @Nullable TableNode<K, V> root;
    private final int size;

    private Table(@Nullable TableNode<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <K extends Comparable<K>, V> Table<K, V> empty() {
        return (Table<K, V>) EMPTY;
    }

    static <K extends Comparable<K>, V> Table<K, V> of(@Nullable TableNode<K, V> root, int size) {
        return root == null ? empty() : new Table<>(root, size);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return root == null;
    }

    public @Nullable V get(K key) {
        return find(root, key);
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
        TableEditor<K, V> editor = new TableEditor<>(this);
        editor.put(key, value);
        return editor.table();
    }

    /** This table without the key; this very table if it was not there. */
    public Table<K, V> remove(K key) {
        TableEditor<K, V> editor = new TableEditor<>(this);
        editor.remove(key);
        return editor.table();
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

    @Nullable TableNode<K, V> root() {
        return root;
    }

    static <K extends Comparable<K>, V> @Nullable V find(@Nullable TableNode<K, V> root, K key) {
        TableNode<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    private static final class InOrder<K extends Comparable<K>, V>
            implements Iterator<Entry<K, V>> {

        private final ArrayDeque<TableNode<K, V>> path = new ArrayDeque<>();

        InOrder(@Nullable TableNode<K, V> root, @Nullable K from) {
            TableNode<K, V> node = root;
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
            TableNode<K, V> node = path.pop();
            for (TableNode<K, V> n = node.right; n != null; n = n.left) {
                path.push(n);
            }
            return node;
        }
    }
}
