package io.stargazer.core;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value in the tree of a {@link Table}. Changed only by the {@link TableEditor} that
 * made it, and only until that hands out the table it is in.
 */
final class TableNode<K, V> implements Table.Entry<K, V> {

    K key;
    V value;
    @Nullable TableNode<K, V> left;
    @Nullable TableNode<K, V> right;
    Object owner;
    byte height = 1;

    TableNode(K key, V value, Object owner) {
        this.key = key;
        this.value = value;
        this.owner = owner;
    }

    /** This node if the editor may change it, else one like it that it may. */
    TableNode<K, V> ownedBy(Object editor) {
        if (owner == editor) {
            return this;
        }
        TableNode<K, V> copy = new TableNode<>(key, value, editor);
        copy.left = left;
        copy.right = right;
        copy.height = height;
        return copy;
    }

    @Override
    public K key() {
        return key;
    }

    @Override
    public V value() {
        return value;
    }

    static int height(@Nullable TableNode<?, ?> node) {
        return node == null ? 0 : node.height;
    }
}
