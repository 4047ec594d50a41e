package io.btrsend.engine.send.resolve;

/**
 * The questions about names that have answers without a command: does the receiver have an inode
 * now, whose is a name, where is an inode.
 */
record Names(InodeStates states, NameCollisions collisions, Paths paths) {

  static Names of(SendState state) {
    InodeStates states = new InodeStates(state);
    NameCollisions collisions = new NameCollisions(state, states);
    return new Names(states, collisions, new Paths(state, states, collisions));
  }
}
