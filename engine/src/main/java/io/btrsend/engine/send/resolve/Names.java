package io.btrsend.engine.send.resolve;

/**
 * The queries about names: whether the receiver has an inode, which inode has a name, and the path
 * of an inode.
 */
record Names(InodeStates states, NameCollisions collisions, Paths paths) {

  static Names of(SendState state) {
    InodeStates states = new InodeStates(state);
    NameCollisions collisions = new NameCollisions(state, states);
    return new Names(states, collisions, new Paths(state, states, collisions));
  }
}
