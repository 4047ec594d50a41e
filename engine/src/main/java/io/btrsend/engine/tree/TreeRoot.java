package io.btrsend.engine.tree;

/**
 * Where a tree starts and what its root block must say of itself.
 *
 * @param treeId id of the tree, owner of the root block
 * @param address logical address of the root block, bytes
 * @param generation transaction that wrote the root block
 * @param level level of the root block, 0 for a leaf
 */
public record TreeRoot(long treeId, long address, long generation, int level) {}
