package io.btrsend.engine.send;

import java.util.List;

/**
 * A bounded slice of the walk: the next reported items, in order. A slice may end in the middle of
 * an inode. Immutable.
 *
 * @param number 0, 1, 2, … in walk order
 * @param items the reported items
 * @param inodes how many inode items are among them
 */
public record WalkBatch(long number, List<ReportedItem> items, int inodes) {}
