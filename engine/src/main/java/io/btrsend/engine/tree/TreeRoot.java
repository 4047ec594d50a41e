package io.btrsend.engine.tree;

/**
 * The root block of a tree and the fields that it must have.
 *
 * @param treeId id of the tree, which owns the root block
 * @param address logical address of the root block, bytes
 * @param generation transaction that wrote the root block
 * @param level level of the root block, 0 for a leaf
 */
public record TreeRoot(long treeId, long address, long generation, int level) {}
