package io.btrsend.engine.send.walk;

import java.util.List;

/**
 * A bounded batch of the walk: the next reported items, in order. A batch may end in the middle of
 * an inode. Immutable.
 *
 * @param items the reported items
 * @param inodes the number of inode items among them
 */
public record WalkBatch(List<ReportedItem> items, int inodes) {}
