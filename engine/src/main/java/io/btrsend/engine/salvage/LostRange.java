package io.btrsend.engine.salvage;

import io.btrsend.engine.format.Key;

/**
 * A range of keys of a tree that no sound block covers.
 *
 * @param treeId id of the tree
 * @param level the level of the lost block; everything below it is lost with it
 * @param from the first key of the range, at which an item was
 * @param to the first key after it; null if the range reaches to the end of the tree
 * @param address logical address of the lost block
 * @param reason every copy's place and what is wrong with it
 */
public record LostRange(long treeId, int level, Key from, Key to, long address, String reason) {}
