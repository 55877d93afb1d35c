package io.stargazer.core;

import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Table} out of another by many changes. Between two calls of {@link #table} it
 * changes the nodes that it made itself in place, so a change copies the path to it only once; what
 * was handed out never changes.
 *
 * <pre>
 *   put, remove, put ...  -> table()  ->  put, remove ...  -> table()
 *     copies, then changes its copies       copies anew
 * </pre>
 *
 * <p>One thread. Tables that were handed out may be read by any, once they were passed on safely:
 * their nodes have no final fields.
 */
public final class TableEditor<K extends Comparable<K>, V> {

    private Table<K, V> last;
    private @Nullable TableNode<K, V> root;
    private int size;
    private Object owner = new Object();
    private @Nullable V replaced;

    /** Of a table without entries. */
    public static <K extends Comparable<K>, V> TableEditor<K, V> empty() {
        return new TableEditor<>(Table.<K, V>empty());
    }

    public TableEditor(Table<K, V> table) {
        last = table;
        root = table.root();
        size = table.size();
    }

    /** The table as it is now; the very one handed out before when nothing changed since. */
    public Table<K, V> table() {
        if (root != last.root()) {
            last = Table.of(root, size);
            owner = new Object();
        }
        return last;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public @Nullable V get(K key) {
        return Table.find(root, key);
    }

    /** The first entry in the order of the keys; valid until the next change. */
    public Table.@Nullable Entry<K, V> first() {
        return root == null ? null : first(root);
    }

    /** Binds the key to the value; returns what it was bound to before. */
    public @Nullable V put(K key, V value) {
        replaced = null;
        root = put(root, key, value);
        V before = replaced;
        if (before == null) {
            size++;
        }
        replaced = null;
        return before;
    }

    /** Takes the key away; returns what it was bound to. */
    public @Nullable V remove(K key) {
        replaced = null;
        root = remove(root, key);
        V before = replaced;
        if (before != null) {
            size--;
        }
        replaced = null;
        return before;
    }

    private TableNode<K, V> put(@Nullable TableNode<K, V> node, K key, V value) {
        if (node == null) {
            return new TableNode<>(key, value, owner);
        }
        int order = key.compareTo(node.key);
        TableNode<K, V> own = node.ownedBy(owner);
        if (order == 0) {
            replaced = own.value;
            own.key = key;
            own.value = value;
            return own;
        }
        TableNode<K, V> child = order < 0 ? own.left : own.right;
        int heightBefore = TableNode.height(child);
        TableNode<K, V> changed = put(child, key, value);
        if (order < 0) {
            own.left = changed;
        } else {
            own.right = changed;
        }
        return changed.height == heightBefore ? own : balance(own);
    }

    private @Nullable TableNode<K, V> remove(@Nullable TableNode<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            replaced = node.value;
            return without(node);
        }
        TableNode<K, V> child = order < 0 ? node.left : node.right;
        int heightBefore = TableNode.height(child);
        TableNode<K, V> changed = remove(child, key);
        if (replaced == null) {
            return node; // it was not there: nothing was copied
        }
        TableNode<K, V> own = node.ownedBy(owner);
        if (order < 0) {
            own.left = changed;
        } else {
            own.right = changed;
        }
        return TableNode.height(changed) == heightBefore ? own : balance(own);
    }

    /** The tree of the node without the node itself: the next one takes its place. */
    private @Nullable TableNode<K, V> without(TableNode<K, V> node) {
        if (node.left == null || node.right == null) {
            return node.left != null ? node.left : node.right;
        }
        TableNode<K, V> next = first(node.right);
        TableNode<K, V> own = node.ownedBy(owner);
        own.key = next.key;
        own.value = next.value;
        own.right = withoutFirst(node.right);
        return balance(own);
    }

    private @Nullable TableNode<K, V> withoutFirst(TableNode<K, V> node) {
        if (node.left == null) {
            return node.right;
        }
        TableNode<K, V> own = node.ownedBy(owner);
        own.left = withoutFirst(node.left);
        return balance(own);
    }

    private static <K, V> TableNode<K, V> first(TableNode<K, V> node) {
        TableNode<K, V> first = node;
        while (first.left != null) {
            first = first.left;
        }
        return first;
    }

    /** The tree of an own node whose sides differ by 2 at most in height, balanced. */
    private TableNode<K, V> balance(TableNode<K, V> node) {
        TableNode<K, V> left = node.left;
        TableNode<K, V> right = node.right;
        int lean = TableNode.height(left) - TableNode.height(right);
        if (lean > 1 && left != null) {
            if (TableNode.height(left.left) < TableNode.height(left.right)) {
                node.left = rotateLeft(left.ownedBy(owner));
            }
            return rotateRight(node);
        }
        if (lean < -1 && right != null) {
            if (TableNode.height(right.right) < TableNode.height(right.left)) {
                node.right = rotateRight(right.ownedBy(owner));
            }
            return rotateLeft(node);
        }
        measure(node);
        return node;
    }

    private TableNode<K, V> rotateLeft(TableNode<K, V> node) {
        if (node.right == null) {
            return node;
        }
        TableNode<K, V> top = node.right.ownedBy(owner);
        node.right = top.left;
        top.left = node;
        measure(node);
        measure(top);
        return top;
    }

    private TableNode<K, V> rotateRight(TableNode<K, V> node) {
        if (node.left == null) {
            return node;
        }
        TableNode<K, V> top = node.left.ownedBy(owner);
        node.left = top.right;
        top.right = node;
        measure(node);
        measure(top);
        return top;
    }

    private static void measure(TableNode<?, ?> node) {
        int higher = Math.max(TableNode.height(node.left), TableNode.height(node.right));
        node.height = (byte) (1 + higher);
    }
}
