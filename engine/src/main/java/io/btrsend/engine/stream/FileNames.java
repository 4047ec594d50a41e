package io.btrsend.engine.stream;

/**
 * Identifies a file with several names, to tell whether two names belong to the same file.
 * Snapshots share this object, so it counts only names that were added, not names that were
 * removed.
 */
final class FileNames {
  int given = 1;
}
