package io.btrsend.engine.send.resolve;

import io.btrsend.engine.stream.CommandType;

/**
 * Sees every command of a stream as it becomes part of a segment, in the order of the stream. So
 * commands and bytes can be counted without rendering anything.
 */
@FunctionalInterface
interface CommandObserver {
  /**
   * Receives a run of commands of one type.
   *
   * @param count consecutive commands of this type; more than one for WRITEs of one range
   * @param bytes their size in the stream, file data included
   */
  void decided(CommandType type, int count, long bytes);
}
