package io.btrsend.engine.send.resolve;

/** The parts of the resolver that change directories, often not in the order of the inodes. */
record Directories(DirectoryMoves moves, DirectoryRemovals removals, DirectoryTimes times) {

  static Directories of(SendState state, Paths paths, Commands commands) {
    DirectoryTimes times = new DirectoryTimes(state, paths, commands);
    DirectoryRemovals removals = new DirectoryRemovals(state);
    return new Directories(
        new DirectoryMoves(state, paths, commands, removals, times), removals, times);
  }
}
