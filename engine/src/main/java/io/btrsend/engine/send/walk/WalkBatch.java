package io.btrsend.engine.send.walk;

import java.util.List;

/**
 * A bounded slice of the walk: the next reported items, in order. A slice may end in the middle of
 * an inode. Immutable.
 *
 * @param items the reported items
 * @param inodes how many inode items are among them
 */
public record WalkBatch(List<ReportedItem> items, int inodes) {}
