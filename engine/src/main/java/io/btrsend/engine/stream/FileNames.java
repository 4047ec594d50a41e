package io.btrsend.engine.stream;

/**
 * A file with several names, for telling whether two names are the same file. Snapshots share it,
 * so it counts names that were given and never those that were taken away.
 */
final class FileNames {
  int given = 1;
}
